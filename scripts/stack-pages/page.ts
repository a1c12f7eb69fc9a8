import { costsOf } from './costs';
import { diagramOf } from './diagram';
import { Folding, isForDeployment, unique } from './folding';
import { exposureOf } from './internet';
import { keepingOf } from './keeping';
import { permissionsOf, saidHolder } from './permissions';
import { exitsOf, reachOf, saidPeer } from './reach';
import { type StackTemplate, said } from './stack-template';

/** The page of one stack, as far as its template tells. */
export function pageOf(template: StackTemplate, heading: string, introduction: string): string {
  const folding = new Folding(template);
  return `${[
    `<!-- Written by \`npm run pages\` from the template of the stack: change it in scripts/stack-pages. -->`,
    `# ${heading}`,
    introduction,
    ...(template.description ? [`> ${cell(template.description)}`] : []),
    `\`\`\`mermaid\n${diagramOf(template, folding)}\n\`\`\``,
    'Arrows say what one is to the other. Left out: subnets, route tables, security groups (their rules are the arrows with ' +
      'a port), roles, log groups, parameters, and what runs during a deployment only. All of them stand in the tables.',
    ...section('What it costs to think about', costs(template)),
    ...section('What stays and what goes', keeping(template)),
    ...section('Who can reach what', reach(template, folding)),
    ...section('From the internet', internet(template, folding)),
    ...section('Who may do what', permissions(template, folding)),
    ...section('What it is told at the deployment', parameters(template)),
    ...section('Every resource', resources(template)),
  ].join('\n\n')}\n`;
}

/** A table in markdown; nothing where it has no rows. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const lines = [
    columns,
    columns.map(() => '---'),
    ...unique(rows.map((row) => JSON.stringify(row))).map((row) => JSON.parse(row)),
  ];
  return [
    lines
      .map((row: readonly string[], index) => (index === 1 ? `|${row.join('|')}|` : `| ${row.map(cell).join(' | ')} |`))
      .join('\n'),
  ];
}

function section(heading: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : [`## ${heading}`, ...blocks];
}

function costs(template: StackTemplate): string[] {
  const rows = costsOf(template).map(({ what, howMany, toKnow }) => [howMany, what, toKnow]);
  return table(['how many', 'of what', 'to know'], rows);
}

function keeping(template: StackTemplate): string[] {
  const kept = keepingOf(template);
  const rows = kept.map(({ part, onDeletion, onReplacement, protection }) => [
    code(part.name),
    part.type.replace('AWS::', ''),
    onDeletion,
    onReplacement,
    protection,
  ]);
  const others = template.parts.size - kept.length;
  const protectedStack = template.terminationProtection ? 'The stack has termination protection. ' : '';
  return [
    ...table(['resource', 'type', 'when it is deleted', 'when it is replaced', 'protection'], rows),
    `${protectedStack}Everything else (${others} of ${template.parts.size} resources) holds no data of its own, and goes with the stack.`,
  ];
}

function reach(template: StackTemplate, folding: Folding): string[] {
  const said = { true: 'yes', false: '**no**', undefined: 'not seen here' };
  const rows = reachOf(template).map(({ from, to, port, leaves }) => [
    saidPeer(from, folding),
    port,
    saidPeer(to, folding),
    said[`${leaves}`],
  ]);
  const exits = exitsOf(template).map(({ group, peer, port }) => [
    saidPeer(group, folding),
    port,
    saidPeer(peer, folding),
  ]);
  const outward = table(['who', 'port', 'to'], exits);
  return [
    ...(rows.length === 0
      ? ['No security group of this stack lets anybody in yet: a client is let in when it is connected.']
      : table(['who', 'port', 'reaches', 'its own group lets it out'], rows)),
    ...(outward.length === 0 ? [] : ['Beyond what is listed, security groups let these out:', ...outward]),
  ];
}

function internet(template: StackTemplate, folding: Folding): string[] {
  const { entryPoints, openings, unknown, waysOut } = exposureOf(template, folding);
  const where = openings.length > 0 ? `**Open to the internet:** ${openings.join('; ')}.` : undefined;
  const only = '**Callers on the internet reach the entry points below, and nothing else.**';
  const nothing = '**Nothing in this stack can be reached from the internet.**';
  return [
    where ?? (entryPoints.length > 0 ? only : nothing),
    ...table(
      ['entry point', 'of', 'who is let in'],
      entryPoints.map(({ kind, target, authorization, open }) => [
        kind,
        folding.namesOf(target).join(', '),
        open ? `**${authorization}**` : authorization,
      ]),
    ),
    'Looked at: rules of security groups for public addresses, routes to an internet gateway, public addresses of subnets, ' +
      'services and databases, load balancers, function URLs and APIs.',
    ...(unknown.length === 0 ? [] : [`Not seen in the template: ${unknown.join('; ')}.`]),
    waysOut.length > 0
      ? `Ways out: ${waysOut.join(', ')}.`
      : `No internet or NAT gateway${unknown.length === 0 ? ': there is no way out to the internet either' : ' of this stack'}.`,
  ];
}

function permissions(template: StackTemplate, folding: Folding): string[] {
  const rows = permissionsOf(template).map((permission) => {
    const { effect, actions, resources, targets, condition } = permission;
    const names = unique(targets.flatMap((id) => folding.namesOf(id)));
    return [
      `${saidHolder(permission, folding)}${effect === 'Deny' ? ' (**denied**)' : ''}`,
      actions.map((action) => (action.includes(' ') ? action : code(action))).join(', '),
      names.length > 0 ? names.join(', ') : resources.map(code).join(', '),
      condition,
    ];
  });
  const users = [...template.parts.values()].filter(({ type }) => type === 'AWS::ElastiCache::User');
  return [
    ...table(['who', 'may', 'on', 'if'], rows),
    ...([...template.parts.values()].some(({ type, name }) => type === 'AWS::IAM::Role' && isForDeployment(name))
      ? ['Left out: the roles of what runs during a deployment only.']
      : []),
    ...table(
      ['user of the cache', 'signs in by', 'may'],
      users.map(({ name, properties: { AuthenticationMode: mode, AccessString, NoPasswordRequired } }) => [
        name,
        String(NoPasswordRequired) === 'true'
          ? '**nothing**'
          : String((mode as { Type?: unknown })?.Type ?? 'password'),
        code(String(AccessString)),
      ]),
    ),
  ];
}

function parameters(template: StackTemplate): string[] {
  const rows = [...template.parameters].map(([id, { Type, Default, Description }]) => [
    code(id),
    String(Type),
    code(said(Default, template)),
    said(Description, template),
  ]);
  return table(['parameter', 'type', 'default', 'what it is'], rows);
}

function resources(template: StackTemplate): string[] {
  const rows = [...template.parts.values()].map(({ id, type, name }) => [
    code(steady(id)),
    type,
    isForDeployment(name) ? `${name} (for the deployment)` : name,
  ]);
  return [
    `<details>\n<summary>${rows.length} resources</summary>`,
    ...table(['logical id', 'type', 'construct'], rows),
    '</details>',
  ];
}

/** The id of a version of a function ends with a hash of what is deployed. */
function steady(id: string): string {
  return id.replace(/[0-9a-f]{32,}$/, '…');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('`', "'")}\``;
}

/** A text that stays inside of its cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').replaceAll('<', '&lt;');
}
