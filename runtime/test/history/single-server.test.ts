import { historyTest } from './history-run';
import { singlePlace } from './places';

historyTest('on one server that is frozen, cut off, restarted, flushed and short of memory', singlePlace, {
  seconds: 5,
});
