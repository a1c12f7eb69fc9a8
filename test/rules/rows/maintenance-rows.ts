import { NO_VALUE, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

const WINDOW = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html';

export const maintenanceRows = ({ prefix, page, of }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}maintenance-window-form`,
    breaks: of({ PreferredMaintenanceWindow: 'Sun:05:00-Sun:06:00' }),
    message: `'Properties.PreferredMaintenanceWindow' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, days in lower case, got "Sun:05:00-Sun:06:00"; write it as PreferredMaintenanceWindow: 'sun:05:00-sun:06:00' (${WINDOW})`,
    holds: [
      of({ PreferredMaintenanceWindow: 'sat:23:30-sun:00:30' }),
      of({ PreferredMaintenanceWindow: UNKNOWN }),
      of({ PreferredMaintenanceWindow: NO_VALUE }),
    ],
  },
  {
    id: `${prefix}maintenance-window-length`,
    breaks: of({ PreferredMaintenanceWindow: 'sun:05:00-mon:05:01' }),
    message: `'Properties.PreferredMaintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-mon:05:01"; move its start or its end (${WINDOW})`,
    holds: [
      of({ PreferredMaintenanceWindow: 'sun:05:00-mon:05:00' }),
      of({ PreferredMaintenanceWindow: 'sat:23:30-sun:00:30' }),
      of({ PreferredMaintenanceWindow: 'on Sunday' }),
      of({ PreferredMaintenanceWindow: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}notification-topic-account`,
    breaks: of({ NotificationTopicArn: 'arn:aws:sns:eu-central-1:444455556666:alarms' }),
    message: `'Properties.NotificationTopicArn' needs a topic of the account of the cache, 111122223333, got "arn:aws:sns:eu-central-1:444455556666:alarms"; use a topic of that account, which may forward to the other (${page})`,
    holds: [
      of({ NotificationTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms' }),
      of({ NotificationTopicArn: UNKNOWN }),
      of({ NotificationTopicArn: { 'Fn::Join': [':', ['arn:aws:sns:eu-central-1', UNKNOWN, 'alarms']] } }),
      of({ NotificationTopicArn: 'alarms' }),
    ],
  },
];
