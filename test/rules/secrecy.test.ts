import { exposureOf, isSecureString } from '../../lib/rules/secrecy';
import { sub } from './judged';

const template = (parameter: unknown) => ({ Resources: {}, Parameters: { Token: parameter } });

describe('a secret', () => {
  test.each<[string, unknown, unknown, string | undefined]>([
    ['a plain parameter of Systems Manager', '{{resolve:ssm:/token:1}}', {}, 'a plain parameter of Systems Manager'],
    ['one whose name is not known', sub('{{resolve:ssm:/<Stage>/token}}'), {}, 'a plain parameter of Systems Manager'],
    ['a secure string', '{{resolve:ssm-secure:/token:1}}', {}, undefined],
    ['a secret', '{{resolve:secretsmanager:token}}', {}, undefined],
    ['a parameter that is shown', { Ref: 'Token' }, {}, "the parameter 'Token' without NoEcho"],
    ['one that says so', { Ref: 'Token' }, { NoEcho: 'false' }, "the parameter 'Token' without NoEcho"],
    ['one that is hidden', { Ref: 'Token' }, { NoEcho: 'true' }, undefined],
    [
      'a default',
      { Ref: 'Token' },
      { NoEcho: true, Default: 'x' },
      "the parameter 'Token' with a default in the template",
    ],
    ['something else', { Ref: 'Secret' }, {}, undefined],
    ['a name that every object has', { Ref: 'constructor' }, {}, undefined],
    ['a parameter that is none', { Ref: 'Token' }, 'text', undefined],
  ])('from %s', (_, secret, parameter, exposure) => {
    expect(exposureOf(secret, template(parameter))).toBe(exposure);
  });

  test('is not judged by parameters that are not there', () => {
    expect(exposureOf({ Ref: 'Token' }, undefined)).toBeUndefined();
    expect(exposureOf({ Ref: 'Token' }, { Resources: {}, Parameters: null })).toBeUndefined();
  });

  test('is a secure string only where it says so', () => {
    expect(isSecureString(sub('{{resolve:ssm-secure:<Name>:1}}'))).toBe(true);
    expect(isSecureString('{{resolve:ssm:token}}')).toBe(false);
    expect(isSecureString({ Ref: 'Token' })).toBe(false);
  });
});
