import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { readStacks } from '../../lib/stacks/app-stacks';
import { pageOf, table } from './page';
import type { StackTemplate } from './stack-template';
import { synthesized } from './synthesized';

/** Where the pages stand. */
export const FOLDER = 'docs/stacks';

/** A page by the name of its file. */
export interface Page {
  readonly file: string;
  readonly heading: string;
  readonly about: string;
  readonly text: string;
}

const APPLICATIONS: { readonly [application: string]: string } = {
  lambda: 'a Lambda function behind a function URL',
  fargate: 'an ECS service on Fargate behind an HTTP API',
};

/** What the stacks are for. */
const ABOUT: { readonly [stack: string]: string } = {
  CacheStack: 'A replication group in a network of its own; applications find it by outputs and parameters.',
  CachedDatabase: 'A database and the cache in front of it.',
  CacheInFrontOf: 'A cache in front of a database that exists already.',
  SessionStore: 'A replication group that keeps the sessions of an application.',
  Leaderboard: 'A replication group that keeps scores and sets.',
  Memcached: 'A Memcached cluster in a network of its own; what it holds is lost with its nodes.',
};

/** Every page: each stack as the app makes it when it is told nothing, and with each application that it can have. */
export async function stackPages(): Promise<Page[]> {
  const [plain, ...variants] = await Promise.all([
    synthesized({}),
    ...Object.keys(APPLICATIONS).map((application) => synthesized(sectionsWith(application))),
  ]);
  const pages = plain.flatMap((stack) => [
    page(stack),
    ...Object.keys(APPLICATIONS).flatMap((application, index) =>
      variants[index]
        .filter(({ name }) => name === stack.name && sectionOf(name) in sectionsWith(application))
        .map((variant) => page(variant, application)),
    ),
  ]);
  return [index(pages), ...pages];
}

/** The context that gives an application to every stack that can have it. */
function sectionsWith(application: string): { readonly [section: string]: object } {
  const sections = Object.keys(ABOUT).map(sectionOf);
  return Object.fromEntries(
    sections.filter((section) => accepts({ [section]: { application } })).map((section) => [section, { application }]),
  );
}

function accepts(cacheTier: object): boolean {
  try {
    readStacks({ cacheTier });
    return true;
  } catch (error) {
    if (error instanceof InvalidCacheError) return false;
    throw error;
  }
}

function sectionOf(stack: string): string {
  return `${stack[0].toLowerCase()}${stack.slice(1)}`;
}

function page(stack: StackTemplate, application?: string): Page {
  const file = [fileName(stack.name), ...(application ? [application] : [])].join('-');
  const heading = application === undefined ? stack.name : `${stack.name}, application: ${application}`;
  const about = ABOUT[stack.name] ?? '';
  const told = `{ "cacheTier": { "${sectionOf(stack.name)}": { "application": "${application}" } } }`;
  const made =
    application === undefined
      ? 'What the app makes when it is told nothing.'
      : `With ${APPLICATIONS[application]}: the context is \`${told}\`.`;
  const introduction = `${about} ${made} [All stacks](README.md).`.trim();
  return {
    file: `${file}.md`,
    heading,
    about: application ? `The same with ${APPLICATIONS[application]}.` : about,
    text: pageOf(stack, heading, introduction),
  };
}

function index(pages: readonly Page[]): Page {
  const rows = pages.map(({ file, heading, about }) => [`[${heading}](${file})`, about]);
  const text = [
    '<!-- Written by `npm run pages`: change it in scripts/stack-pages. -->',
    '# The stacks, resource by resource',
    'One page for each stack of the app, made from its template: a picture, what it costs to think about, what stays when ' +
      'it is deleted, who can reach what, and every resource. A test compares the pages with the templates.',
    ...table(['stack', 'what it is'], rows),
  ];
  return { file: 'README.md', heading: 'The stacks', about: '', text: `${text.join('\n\n')}\n` };
}

function fileName(stack: string): string {
  return stack.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}
