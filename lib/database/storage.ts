import { Token } from 'aws-cdk-lib/core';
import type { DatabaseInstanceProps } from './database-instance-props';
import type { DatabaseProfile } from './database-profile';

const SMALLEST = 20;
const LARGEST = 65536;

/** How much storage an instance has, and how far it grows. */
export interface Storage {
  readonly allocatedStorage: number;
  /** Undefined if there is no room to grow. */
  readonly maxAllocatedStorage?: number;
}

/** The storage of an instance; what is wrong with it joins the problems. */
export function storageOf(props: DatabaseInstanceProps, profile: DatabaseProfile, problems: string[]): Storage {
  const { allocatedStorage = profile.allocatedStorage } = props;
  const { maxAllocatedStorage = growthOf(allocatedStorage, profile) } = props;
  const known = (value: number) => !Token.isUnresolved(value);
  if (known(allocatedStorage) && !isBetween(allocatedStorage, SMALLEST, LARGEST)) {
    problems.push(
      `'allocatedStorage' needs whole GiB, ${SMALLEST} to ${LARGEST}, got ${allocatedStorage}; choose one of them (${STORAGE_PAGE})`,
    );
  } else if (maxAllocatedStorage !== undefined && known(allocatedStorage) && known(maxAllocatedStorage)) {
    const least = leastGrowth(allocatedStorage);
    if (!isBetween(maxAllocatedStorage, least, LARGEST)) {
      problems.push(
        `'maxAllocatedStorage' needs whole GiB, at least a tenth more than is allocated, ${least} to ${LARGEST}, got ${maxAllocatedStorage}; raise it, or leave it out (${SCALING_PAGE})`,
      );
    }
  }
  return { allocatedStorage, maxAllocatedStorage };
}

/** How far storage grows of which nothing is said; undefined, so not at all, if there is no room for that. */
function growthOf(allocated: number, profile: DatabaseProfile): number | undefined {
  const growth = Math.min(LARGEST, Math.max(profile.maxAllocatedStorage, Math.ceil(allocated * 1.5)));
  return growth < leastGrowth(allocated) ? undefined : growth;
}

/** Autoscaling needs room: at least a tenth above what is there. */
function leastGrowth(allocated: number): number {
  return Math.ceil(allocated * 1.1);
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

const STORAGE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html';
const SCALING_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html';
