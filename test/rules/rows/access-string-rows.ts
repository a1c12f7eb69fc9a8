import { maybe, NO_VALUE, type Overrides, type Row, sub, UNKNOWN } from '../judged';

const access = (AccessString: unknown): Overrides => ({ User: { AccessString } });

export const ACCESS_STRING_ROWS: readonly Row[] = [
  {
    id: 'access-string-required',
    breaks: access(NO_VALUE),
    message:
      "'Properties.AccessString' needs to be there: without it the deployment ends with an internal error of the service, got none; state what the user may do, such as AccessString: 'on ~app:* +@read' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html)",
    holds: [access('off'), access(UNKNOWN), access(maybe('on'))],
  },
  {
    id: 'access-string-empty',
    breaks: access(' '),
    message:
      "'Properties.AccessString' needs rules such as 'on ~app:* +@read', got ''; say who may do what (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('off'), access(NO_VALUE), access(UNKNOWN)],
  },
  {
    id: 'access-string-password',
    breaks: access('on >a-password-of-letters ~app:* +@read'),
    message:
      "'Properties.AccessString' needs to stand without passwords, got '>...'; take it out, and say in the authentication mode of the user how it proves who it is (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('on ~>app +@read'), access(UNKNOWN), access(sub('on ><Password>'))],
  },
  {
    id: 'access-string-reset',
    breaks: access('reset on ~app:* +@read'),
    message:
      "'Properties.AccessString' needs to leave the passwords of the user alone, got 'reset'; take it out: the rules start from nothing anyway (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('resetkeys on ~app:* +@read'), access('on ~reset +reset'), access(UNKNOWN)],
  },
  {
    id: 'access-string-command',
    breaks: access('on ~app:* +@read +config'),
    message:
      "'Properties.AccessString' needs commands that the service offers, got '+config'; take it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('on ~app:* +@read -config'), access('on ~app:* +@all'), access(UNKNOWN)],
  },
  {
    id: 'access-string-unknown-command',
    breaks: access('on ~app:* +@read +gett'),
    message:
      "'Properties.AccessString' needs commands that exist, got '+gett'; write '+get' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('on ~app:* +@read +get'), access('on ~app:* +config'), access(UNKNOWN)],
  },
  {
    id: 'access-string-category',
    breaks: access('on ~app:* +@reads'),
    message:
      "'Properties.AccessString' needs categories that exist, got '+@reads'; write '+@read' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('on ~app:* +@read -@dangerous'), access('on ~app:* +@ALL'), access(UNKNOWN)],
  },
  {
    id: 'access-string-form',
    breaks: access('on app:* +@read'),
    message:
      "'Properties.AccessString' needs rules such as 'on', '~app:*' and '+@read', got 'app:*'; write '~app:*' for keys, or '&app:*' for channels (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('on ~app:* (+get ~other:*)'), access('on ~app:* +@read'), access(UNKNOWN)],
  },
  {
    id: 'access-string-off',
    breaks: access('~app:* +@read'),
    message:
      "'Properties.AccessString' needs 'on' or 'off': without either the user is off, and nobody connects as it, got neither; begin it with 'on' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [access('ON ~app:* +@read'), access('~app:* +@read off'), access(''), access(UNKNOWN)],
  },
  {
    id: 'access-string-channels',
    breaks: access('on ~app:* +@read +subscribe'),
    message:
      "'Properties.AccessString' needs channels beside the commands of publish and subscribe: since engine 6.2 a user may have none without them, got +subscribe; add '&*', or the channels of the application, such as '&app:*' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      access('on ~app:* &app:* +@pubsub'),
      access('on ~app:* allchannels +publish'),
      access('on ~app:* +publish resetchannels'),
      access('on ~app:* +@read -@pubsub'),
      access('on ~app:* +@all'),
      access('off ~app:* +@pubsub'),
      access(UNKNOWN),
    ],
  },
];
