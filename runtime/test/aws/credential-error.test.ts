import { inspect } from 'node:util';
import { CredentialError, loggable } from '../../lib/aws/credential-error';

test('the refusal of a service is said in its words', () => {
  const refusal = Object.assign(new Error('not authorized to perform secretsmanager:GetSecretValue'), {
    name: 'AccessDeniedException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
  expect(loggable(refusal).message).toBe(
    'AccessDeniedException, HTTP 400, not authorized to perform secretsmanager:GetSecretValue',
  );
});

test('an error of the network is said by its code', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  expect(loggable(refused).message).toBe('Error, ECONNREFUSED');
});

test.each([undefined, null, 'hunter2', 7, { name: 'hunter2 hunter2' }, { code: 'hunter2!' }, new Error('hunter2')])(
  'nothing that may be a secret is taken from %p',
  (problem) => {
    expect(loggable(problem).message).toBe('Error');
  },
);

test('an answer that could not be read is not quoted, nor in hidden fields', () => {
  const body = '{"SecretString":"hunter2';
  const unread = Object.assign(new SyntaxError(`Unterminated string in JSON: ${body}`), {
    $metadata: { httpStatusCode: 200 },
  });
  Object.defineProperty(unread, '$responseBodyText', { value: body });
  const error = new CredentialError('the secret could not be read', { cause: loggable(unread) });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
  expect(inspect(error)).toContain('SyntaxError, HTTP 200');
});
