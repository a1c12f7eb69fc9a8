import { singlePlace } from './places';
import { historyTest } from './history-run';

historyTest('on one server that is frozen, cut off, restarted, flushed and short of memory', singlePlace, { seconds: 15 });
