import { Token } from 'aws-cdk-lib/core';
import type { DatabaseInstanceProps } from './database-instance-props';
import type { DatabaseProfile } from './database-profile';

const SMALLEST = 20;
const LARGEST = 65536;

/** How much storage an instance has, and how far it grows. */
export interface Storage {
  readonly allocatedStorage: number;
  readonly maxAllocatedStorage: number;
}

/** The storage of an instance; what is wrong with it joins the problems. */
export function storageOf(props: DatabaseInstanceProps, profile: DatabaseProfile, problems: string[]): Storage {
  const { allocatedStorage = profile.allocatedStorage } = props;
  // Autoscaling needs room: more than a tenth above what is there.
  const { maxAllocatedStorage = Math.max(profile.maxAllocatedStorage, Math.ceil(allocatedStorage * 1.5)) } = props;
  const known = (value: number) => !Token.isUnresolved(value);
  if (known(allocatedStorage) && !isBetween(allocatedStorage, SMALLEST, LARGEST)) {
    problems.push(
      `'allocatedStorage' needs whole GiB, ${SMALLEST} to ${LARGEST}, got ${allocatedStorage}; choose one of them (${STORAGE_PAGE})`,
    );
  } else if (known(allocatedStorage) && known(maxAllocatedStorage)) {
    const least = Math.ceil(allocatedStorage * 1.1);
    if (!isBetween(maxAllocatedStorage, least, LARGEST)) {
      problems.push(
        `'maxAllocatedStorage' needs whole GiB, at least a tenth more than is allocated, ${least} to ${LARGEST}, got ${maxAllocatedStorage}; raise it, or leave it out (${SCALING_PAGE})`,
      );
    }
  }
  return { allocatedStorage, maxAllocatedStorage };
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

const STORAGE_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html';
const SCALING_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html';
