import { randomUUID } from 'node:crypto';
import { ServiceError } from './service-error';

interface Version {
  readonly text?: string;
  readonly stages: readonly string[];
}

type Versions = { readonly [id: string]: Version };

/** What an API call says; the stand-in looks at what it finds there. */
// biome-ignore lint/suspicious/noExplicitAny: the body of a request is whatever the client sends.
type Input = { readonly [name: string]: any };

/** Secrets Manager with one secret, as far as its API reference describes it, and no kinder. */
export class SecretsStandIn {
  readonly arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:Cache-AbCdEf';
  versions: Versions = {};

  /** What the service answers to a call. */
  answer(action: string, input: Input): object {
    if (input.SecretId !== this.arn) throw new ServiceError('ResourceNotFoundException', 'no such secret');
    switch (action) {
      case 'DescribeSecret':
        return { ARN: this.arn, Name: 'Cache', VersionIdsToStages: this.staged() };
      case 'GetSecretValue':
        return this.get(input);
      case 'PutSecretValue':
        return this.put(input);
      case 'UpdateSecretVersionStage':
        return this.move(input);
      default:
        throw new ServiceError('AccessDeniedException', `not authorized to perform secretsmanager:${action}`);
    }
  }

  /** The version under a label. */
  holder(stage: string): string | undefined {
    return Object.keys(this.versions).find((id) => this.versions[id].stages.includes(stage));
  }

  /** The text under a label. */
  text(stage: string): string | undefined {
    return this.versions[this.holder(stage) ?? '']?.text;
  }

  /** What RotateSecret does before the function is called: it announces a version that has no value yet. */
  announce(): string {
    const pending = this.holder('AWSPENDING');
    if (pending !== undefined && pending !== this.holder('AWSCURRENT')) {
      throw new ServiceError('InvalidRequestException', 'a previous rotation is not complete; it will be reattempted');
    }
    const id = randomUUID();
    this.versions = { ...this.versions, [id]: { stages: [] } };
    this.label('AWSPENDING', id);
    return id;
  }

  /** What a person does to a rotation that does not come to an end. */
  callOff(): void {
    const pending = this.holder('AWSPENDING');
    if (pending) this.answer('UpdateSecretVersionStage', remove(this.arn, 'AWSPENDING', pending));
  }

  private staged(): { readonly [id: string]: readonly string[] } {
    const staged = Object.entries(this.versions).filter(([, { stages }]) => stages.length > 0);
    return Object.fromEntries(staged.map(([id, { stages }]) => [id, stages]));
  }

  private get({ VersionId, VersionStage = VersionId ? undefined : 'AWSCURRENT' }: Input): object {
    const id = VersionId ?? this.holder(VersionStage);
    const version = this.versions[id];
    if (version?.text === undefined || (VersionStage && !version.stages.includes(VersionStage))) {
      throw new ServiceError('ResourceNotFoundException', "can't find the specified secret value");
    }
    return { ARN: this.arn, VersionId: id, SecretString: version.text, VersionStages: version.stages };
  }

  private put({ ClientRequestToken: id, SecretString: text, VersionStages = ['AWSCURRENT'] }: Input): object {
    if (typeof text !== 'string' || text.length === 0 || text.length > 65_536) throw invalid('SecretString');
    if (typeof id !== 'string' || id.length < 32 || id.length > 64) throw invalid('ClientRequestToken');
    const existing = this.versions[id]?.text;
    if (existing !== undefined && existing !== text) {
      throw new ServiceError('ResourceExistsException', 'the version has another value already');
    }
    if (existing === undefined) {
      this.versions = { ...this.versions, [id]: { text, stages: this.versions[id]?.stages ?? [] } };
      for (const stage of VersionStages) this.label(stage, id);
    }
    return { ARN: this.arn, VersionId: id, VersionStages: this.versions[id].stages };
  }

  private move({ VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from }: Input): object {
    if (typeof stage !== 'string' || stage.length < 1 || stage.length > 256) throw invalid('VersionStage');
    if (to !== undefined && !this.versions[to]) throw new ServiceError('ResourceNotFoundException', `no version ${to}`);
    const holder = this.holder(stage);
    if (from !== undefined && from !== holder) throw invalid(`RemoveFromVersionId: ${stage} is on ${holder}`);
    if (to === undefined && (from === undefined || stage === 'AWSCURRENT')) throw invalid('MoveToVersionId');
    if (holder !== undefined && holder !== to && from === undefined)
      throw invalid(`RemoveFromVersionId: ${stage} is on ${holder}`);
    if (stage === 'AWSCURRENT' && this.versions[to].text === undefined) throw invalid('MoveToVersionId: no value');
    if (to === undefined) this.unlabel(stage);
    else this.label(stage, to);
    return { ARN: this.arn };
  }

  private label(stage: string, to: string): void {
    const from = this.holder(stage);
    if (from === to) return;
    this.unlabel(stage);
    const version = this.versions[to];
    if (version.stages.length === 20)
      throw new ServiceError('LimitExceededException', 'a version has 20 labels at most');
    this.versions = { ...this.versions, [to]: { ...version, stages: [...version.stages, stage] } };
    if (stage === 'AWSCURRENT' && from !== undefined) this.label('AWSPREVIOUS', from);
  }

  private unlabel(stage: string): void {
    const without = ({ text, stages }: Version) => ({ text, stages: stages.filter((other) => other !== stage) });
    this.versions = Object.fromEntries(Object.entries(this.versions).map(([id, version]) => [id, without(version)]));
  }
}

function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameterException', `invalid ${what}`);
}

function remove(secret: string, stage: string, version: string): Input {
  return { SecretId: secret, VersionStage: stage, RemoveFromVersionId: version };
}
