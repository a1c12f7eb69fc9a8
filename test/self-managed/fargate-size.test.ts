import { Token } from 'aws-cdk-lib';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { FargateSize } from '../../lib/self-managed/fargate-size';

const PAGE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html';

test.each([
  [256, 512, 384, 1],
  [256, 2048, 1638, 1],
  [512, 1024, 819, 1],
  [1024, 4096, 3276, 1],
  [2048, 4096, 3276, 2],
  [4096, 30_720, 24_576, 4],
  [8192, 61_440, 49_152, 8],
  [16_384, 122_880, 98_304, 16],
])('%i units with %i MiB leave items %i MiB, and have %i threads', (cpu, memoryMiB, items, threads) => {
  const size = FargateSize.of(cpu, memoryMiB);
  expect(size).toMatchObject({ cpu, memoryMiB, itemMemoryMiB: items, threads });
});

test.each([
  [300, 512, `'cpu' needs one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300; choose one (${PAGE})`],
  [256, 4096, `'memoryMiB' needs one of 512, 1024, 2048 with 256 CPU units, got 4096; choose one (${PAGE})`],
  [1024, 2500, `'memoryMiB' needs 2048 to 8192 in steps of 1024 with 1024 CPU units, got 2500; choose one (${PAGE})`],
  [
    8192,
    17_408,
    `'memoryMiB' needs 16384 to 61440 in steps of 4096 with 8192 CPU units, got 17408; choose one (${PAGE})`,
  ],
  [
    Token.asNumber({ Ref: 'Cpu' }),
    512,
    "'cpu' and 'memoryMiB' need numbers, got a token: the memory of the items follows from them; write numbers",
  ],
])('%p units with %p MiB are refused', (cpu, memoryMiB, message) => {
  expect(() => FargateSize.of(cpu, memoryMiB)).toThrow(new InvalidCacheError('FargateSize.of', [message]));
});
