import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnOutput, type Environment, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { weakly } from '../../lib/access/weak-reference';

const HERE: Environment = { account: '111111111111', region: 'eu-west-1' };

/** A topic in one stack, and another stack that is to use its ARN. */
function twoStacks(there?: Environment, here?: Environment) {
  const app = new App();
  const producer = new Stack(app, 'Producer', { env: here });
  const consumer = new Stack(app, 'Consumer', { env: there });
  return { app, producer, consumer, topic: new Topic(producer, 'Topic') };
}

function used(scope: Construct, value: string): void {
  new CfnOutput(scope, 'Used', { value });
}

const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON();
const usedIn = (stack: Stack) => templateOf(stack).Outputs.Used.Value;

/** What reads the one output that was published for other stacks. */
function reading(producer: Stack, place: object = {}) {
  const [name, ...more] = Object.keys(templateOf(producer).Outputs);
  expect(more).toEqual([]);
  return { 'Fn::GetStackOutput': { StackName: producer.stackName, OutputName: name, ...place } };
}

function exportsOf(...stacks: Stack[]): unknown[] {
  return stacks.flatMap((stack) =>
    Object.values(templateOf(stack).Outputs ?? {}).filter((it) => 'Export' in Object(it)),
  );
}

test('a value is what it is for its own stack', () => {
  const { producer, topic } = twoStacks();
  expect(weakly(topic.topicArn, producer, topic)).toBe(topic.topicArn);
});

test('a literal is what it is for every stack', () => {
  const { consumer, topic } = twoStacks();
  expect(weakly('arn:aws:sns:eu-west-1:1:t', consumer, topic)).toBe('arn:aws:sns:eu-west-1:1:t');
});

test('another stack reads an output, and nothing is exported', () => {
  const { app, producer, consumer, topic } = twoStacks();
  used(consumer, weakly(topic.topicArn, consumer, topic));
  const { Outputs } = templateOf(producer);
  expect(Object.values(Outputs)).toEqual([{ Value: { Ref: 'TopicBFC7AF6E' } }]);
  expect(usedIn(consumer)).toEqual(reading(producer, { Region: { Ref: 'AWS::Region' } }));
  expect(exportsOf(producer, consumer)).toEqual([]);
  expect(
    app
      .synth()
      .getStackArtifact('Consumer')
      .dependencies.map(({ id }) => id),
  ).toContain('Producer');
});

test('references inside a text are weak, what is around them stays', () => {
  const { producer, consumer, topic } = twoStacks(HERE, HERE);
  used(consumer, weakly(`a:${topic.topicName}:${consumer.partition}:b`, consumer, topic));
  const name = reading(producer, { Region: 'eu-west-1' });
  expect(usedIn(consumer)).toEqual({ 'Fn::Join': ['', ['a:', name, ':', { Ref: 'AWS::Partition' }, ':b']] });
});

test('one value is weak for several stacks', () => {
  const { app, producer, consumer, topic } = twoStacks();
  const third = new Stack(app, 'Third');
  for (const stack of [consumer, third]) used(stack, weakly(topic.topicArn, stack, topic));
  expect(usedIn(third)).toEqual(usedIn(consumer));
  expect(exportsOf(producer)).toEqual([]);
});

test('a reference back to the stack that uses the value stays there', () => {
  const { consumer, topic } = twoStacks();
  const own = new Topic(consumer, 'Own');
  expect(weakly(own.topicArn, consumer, topic)).toBe(own.topicArn);
});

test('what the producer has of a third stack is its own affair', () => {
  const { consumer, producer, topic } = twoStacks();
  const third = new Topic(consumer, 'Third');
  expect(weakly(third.topicArn, producer, topic)).toBe(third.topicArn);
});

test.each([
  ['another Region', { ...HERE, region: 'us-east-1' }],
  ['another account', { ...HERE, account: '222222222222' }],
])('%s reads the output, and no physical name is asked for', (_, there) => {
  const { producer, consumer, topic } = twoStacks(there, HERE);
  used(consumer, weakly(topic.topicArn, consumer, topic));
  const [name] = Object.keys(templateOf(producer).Outputs);
  expect(usedIn(consumer)).toEqual({
    'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Producer', OutputName: name, Region: 'eu-west-1' }),
  });
  expect(exportsOf(producer)).toEqual([]);
});

test('the ARN of a secret is weak, although the CDK hides what it refers to', () => {
  const { producer, consumer } = twoStacks();
  const secret = new Secret(producer, 'Secret');
  used(consumer, weakly(secret.secretArn, consumer, secret));
  expect(usedIn(consumer)).toEqual(reading(producer, { Region: { Ref: 'AWS::Region' } }));
  expect(exportsOf(producer)).toEqual([]);
});

describe('nested stacks', () => {
  test('hand their values up, and what leaves the outermost stack is weak', () => {
    const { producer, consumer } = twoStacks();
    const inner = new NestedStack(new NestedStack(producer, 'Outer'), 'Inner');
    const topic = new Topic(inner, 'Topic');
    used(consumer, weakly(topic.topicArn, consumer, topic));
    new CfnOutput(consumer, 'Again', { value: weakly(topic.topicArn, consumer, topic) });
    const [[name, { Value }]] = Object.entries<{ Value: object }>(templateOf(producer).Outputs);
    expect(Value).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Outer/), expect.stringMatching(/^Outputs\.Weak/)] });
    expect(usedIn(consumer)['Fn::GetStackOutput']).toMatchObject({ StackName: 'Producer', OutputName: name });
    expect(exportsOf(producer, inner)).toEqual([]);
    expect(Object.values(templateOf(inner).Outputs)).toEqual([{ Value: { Ref: expect.stringMatching(/^Topic/) } }]);
  });

  test('read outputs of other stacks themselves', () => {
    const { producer, consumer, topic } = twoStacks();
    const inner = new NestedStack(consumer, 'Inner');
    used(inner, weakly(topic.topicArn, inner, topic));
    expect(usedIn(inner)).toEqual(reading(producer, { Region: { Ref: 'AWS::Region' } }));
    expect(exportsOf(producer)).toEqual([]);
  });

  test('exchange values within one stack as the CDK does it', () => {
    const { producer, topic } = twoStacks();
    const [first, second] = ['First', 'Second'].map((id) => new NestedStack(producer, id));
    const inFirst = new Topic(first, 'Topic');
    expect(weakly(topic.topicArn, first, topic)).toBe(topic.topicArn);
    expect(weakly(inFirst.topicArn, second, inFirst)).toBe(inFirst.topicArn);
    expect(weakly(inFirst.topicArn, producer, inFirst)).toBe(inFirst.topicArn);
  });
});

describe('for someone unknown', () => {
  test('a value is weak elsewhere, and plain at home', () => {
    const { producer, consumer, topic } = twoStacks();
    new CfnOutput(producer, 'Home', { value: weakly(topic.topicArn, undefined, topic) });
    used(consumer, weakly(topic.topicArn, undefined, topic));
    expect(templateOf(producer).Outputs.Home.Value).toEqual({ Ref: 'TopicBFC7AF6E' });
    expect(Object.keys(usedIn(consumer))).toEqual(['Fn::GetStackOutput']);
  });

  test('a value of a nested stack is left to the CDK', () => {
    const { producer } = twoStacks();
    const topic = new Topic(new NestedStack(producer, 'Nested'), 'Topic');
    expect(weakly(topic.topicArn, undefined, topic)).toBe(topic.topicArn);
  });
});

test('a lazy value keeps the strength that the app has chosen', () => {
  const { producer, consumer, topic } = twoStacks();
  used(consumer, weakly(Lazy.string({ produce: () => topic.topicArn }), consumer, topic));
  expect(usedIn(consumer)).toHaveProperty(['Fn::ImportValue']);
  expect(exportsOf(producer)).toHaveLength(1);
});
