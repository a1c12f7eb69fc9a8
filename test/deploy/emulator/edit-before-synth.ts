// Loaded before an app: what it made is changed as an edit of its code would, and judged by our rules as such.
import { App, Aspects, CfnResource, type IAspect } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Properties by the type of their resource; null takes one away. */
export interface Edits {
  readonly [resourceType: string]: { readonly [property: string]: unknown };
}

class Edit implements IAspect {
  public constructor(private readonly edits: Edits) {}

  public visit(construct: IConstruct): void {
    if (!CfnResource.isCfnResource(construct)) return;
    for (const [name, value] of Object.entries(this.edits[construct.cfnResourceType] ?? {})) {
      if (value === null) construct.addPropertyDeletionOverride(name);
      else construct.addPropertyOverride(name, value);
    }
  }
}

const edits: Edits = JSON.parse(process.env.EDITS ?? '{}');
const synth = App.prototype.synth;
App.prototype.synth = function (options) {
  Aspects.of(this).add(new Edit(edits));
  return synth.call(this, options);
};
