import { type AutomatedDecision, say } from './decision.ts'

/** Who is called, what is said, and what a complaint is answered with. */
export const servingDecisions: readonly AutomatedDecision[] = [
  {
    id: 'desk',
    name: say('Who becomes a task of the call desk', '谁会成为外呼或门店任务'),
    what: say(
      'A rule takes people of a segment day by day; whether they may be called is asked again when a task is opened',
      '规则每天从客群中生成任务；打开任务时再次核对是否可以联系',
    ),
    data: say('What the rule of the segment names, consents', '客群规则涉及的信息、同意记录'),
    effect: say('Is called, or is not', '接到或接不到来电'),
    optOut: 'honoured',
    how: say(
      'Whoever refused becomes no task of a segment with any condition, and a task made before is put away when it is opened. The daily cap is filled by a hash of day and number, by nothing that is known of them.',
      '拒绝者不会因任何带条件的客群成为任务，此前生成的任务在打开时收起。每日上限按日期与编号的散列取人，不看任何特征。',
    ),
    places: ['src/server/wiring/desk.ts'],
    proofs: [['test/interaction/desk/whole.engine.test.ts', 'asks consent again when a task is opened']],
  },
  {
    id: 'scripts',
    name: say('Which version of a script is spoken', '使用话术的哪个版本'),
    what: say('A number made of the script and the task', '由话术与任务计算的随机数'),
    data: say('None of the person', '不使用个人特征'),
    effect: say('Hears one wording or the other', '听到其中一种说法'),
    optOut: 'not_about_traits',
    how: say('Drawn by chance: no characteristic is looked at.', '随机抽取，不看任何个人特征。'),
    places: ['src/interaction/desk/scripts/spoken.ts'],
    proofs: [['test/interaction/desk/scripts.test.ts', 'draws a version by the task alone']],
  },
  {
    id: 'recovery',
    name: say('Remedy prepared for a complaint', '投诉的补救方案'),
    what: say(
      'Whether an answer is taken for a complaint, which remedy is proposed, how soon a case is looked at, and, where the workspace asked for it, who gets the standard remedy alone for comparison',
      '客户的回复是否按投诉处理、建议哪种补救、工单处理的先后，以及在工作区启用时，随机由谁仅获得标准补救以作比较',
    ),
    data: say(
      'Words, topics and severity of the complaint, value tier',
      '投诉内容、主题、严重程度与客户价值层级',
    ),
    effect: say('A larger or smaller remedy, sooner or later', '补救的多少与先后'),
    optOut: 'honoured',
    how: say(
      'Whoever refused is treated as the customer in the middle, whatever they spent, and is not drawn. What is owed to everybody does not depend on value.',
      '拒绝者不论消费多少，一律按居中的客户对待，且不参与随机分组。标准补救对所有客户一致，不按价值区分。',
    ),
    places: ['src/interaction/recovery/prepare.ts', 'src/interaction/recovery/situation.ts'],
    proofs: [
      ['test/interaction/recovery/prepare.test.ts', 'who refused to be judged by value'],
      ['test/interaction/recovery/intake/complaint.test.ts', 'is heard in most cases'],
    ],
  },
  {
    id: 'confirmations',
    name: say('Questions for a consent by mail', '同意确认邮件'),
    what: say(
      'Sent where somebody asks for it, at most three in seven days',
      '由工作人员发起，七天内最多三次',
    ),
    data: say('The do-not-send list', '禁发名单'),
    effect: say('Gets the question, or does not', '收到或收不到确认邮件'),
    optOut: 'not_about_traits',
    how: say('A person asks for it; no characteristic is looked at.', '由工作人员发起，不看任何特征。'),
    places: ['src/server/rooms.ts'],
    proofs: [['test/customer/consent/consent.engine.test.ts', 'asks nobody again and again']],
  },
]
