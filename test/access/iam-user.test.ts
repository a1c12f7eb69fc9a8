import { AuthKind } from 'cache-tier/link';
import { AccessString, Engine, IamUser } from '../../lib';
import { messageOf, ofType, resources, stack } from './given';

const TYPE = 'AWS::ElastiCache::User';

describe('an IAM user', () => {
  test('may read and write unless told otherwise, has no password, and its name is its id', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Orders');
    const [{ Properties }] = ofType(resources(scope), TYPE);
    expect(Properties).toEqual({
      UserId: user.userId,
      UserName: user.userId,
      Engine: 'valkey',
      AccessString: AccessString.readWrite().value,
      AuthenticationMode: { Type: 'iam' },
    });
    expect(user.authentication).toBe(AuthKind.IAM);
  });

  test('has an id of the stack, the path and the engine, in lower case and short enough', () => {
    const id = (name: string, engine?: Engine) => new IamUser(stack(name), 'Orders', { engine }).userId;
    expect(id('Shop')).toMatch(/^shop-orders-[0-9a-f]{8}-valkey$/);
    expect(id('Shop', Engine.REDIS)).toMatch(/^shop-orders-[0-9a-f]{8}-redis$/);
    expect(id('Staging')).not.toBe(id('Shop'));
    const long = id('AStackWhoseNameIsSoLongThatNoIdCouldHoldItAndThePathAsWell');
    expect(long).toMatch(/^[a-z][a-z0-9-]*-valkey$/);
    expect(long.length).toBeLessThanOrEqual(40);
  });

  test('can do what it is told, and no more', () => {
    const scope = stack();
    new IamUser(scope, 'Orders', { accessString: AccessString.parse('on ~orders:* +@read'), userId: 'orders' });
    const [{ Properties }] = ofType(resources(scope), TYPE);
    expect([Properties.AccessString, Properties.UserId, Properties.UserName]).toEqual([
      'on ~orders:* +@read',
      'orders',
      'orders',
    ]);
  });

  test('of an id that the service would not take is refused', () => {
    expect(messageOf(() => new IamUser(stack(), 'Orders', { userId: '1 Order' }))).toMatch(
      /^Stack\/Orders: 'userId' needs .*, got .*1 Order.*\[user-id-form\]$/,
    );
  });

  test('that exists is named by its ARN with a colon, in the Region and account of the scope', () => {
    const scope = stack('Stack', { account: '123456789012', region: 'eu-west-1' });
    const user = IamUser.fromUserId(scope, 'Orders', 'Orders');
    const text = scope.resolve(user.userArn);
    expect(JSON.stringify(text)).toContain(':elasticache:eu-west-1:123456789012:user:orders');
    expect([user.userName, user.authentication]).toEqual(['orders', AuthKind.IAM]);
  });
});
