import type { Localized } from '../../kit/api-shapes.ts'

/**
 * `honoured`: whoever refused personalised selection is treated as if nothing were known of them. `not_about_traits`: by
 * chance or by rules that look at no characteristic. `no_effect`: nothing happens to the person by it; people decide.
 */
export type OptOut = 'honoured' | 'not_about_traits' | 'no_effect'

/** A place where the program decides something about a person by itself. */
export interface AutomatedDecision {
  id: string
  name: Localized
  /** What is decided, and by which data. */
  what: Localized
  data: Localized
  effect: Localized
  optOut: OptOut
  /** How the refusal is honoured, or why it does not reach here. */
  how: Localized
  /** Source files in which it is taken or carried out; a test finds every such file. */
  places: readonly string[]
  /**
   * Tests that show it: file, and a part of the name. `test/server/automated/opt-out.engine.test.ts` has besides a case for
   * each of these in which somebody refused.
   */
  proofs: readonly (readonly [file: string, test: string])[]
}

const say = (en: string, zh: string): Localized => ({ en, 'zh-CN': zh })

/**
 * Every automated decision (PIPL Art. 24, GDPR Art. 22). A new place that chooses people stands here, or the test of this
 * file fails.
 */
export const automatedDecisions: readonly AutomatedDecision[] = [
  {
    id: 'audience',
    name: say('Who belongs to the audience of a campaign', '营销活动的受众筛选'),
    what: say('The rule of a segment chooses people', '按客群规则筛选客户'),
    data: say(
      'Attributes, orders, scores, contacts named by the rule',
      '规则涉及的属性、订单、评分与接触记录',
    ),
    effect: say('Gets an offer, or gets none', '收到或收不到营销方案'),
    optOut: 'honoured',
    how: say(
      'Whoever refused gets nothing from a rule with any condition, in both arms, at the forecast and the launch; a campaign to everybody reaches them as everybody else.',
      '拒绝者不会被任何带条件的规则选中，预测与启动时均排除，两组一致；面向所有人的活动照常触达。',
    ),
    places: [
      'src/campaign/audience/audience.ts',
      'src/campaign/audience/decide.ts',
      'src/campaign/launch/steps.ts',
      'src/campaign/media/choose.ts',
      'src/insight/segments/by-profile.ts',
      'src/insight/segments/compile.ts',
      'src/insight/segments/index.ts',
    ],
    proofs: [
      ['test/campaign/audience/consent.engine.test.ts', 'refused automated selection'],
      ['test/campaign/media/audience-file.engine.test.ts', 'refused to be chosen by profile'],
    ],
  },
  {
    id: 'sending',
    name: say('Whether a message leaves', '是否发出消息'),
    what: say(
      'Consent, cap, do-not-send list and campaign are asked right before sending',
      '发送前核对同意、频次上限、禁发名单与活动状态',
    ),
    data: say('Consents, contacts of the last days', '同意记录、近期接触次数'),
    effect: say('Gets the message, or does not', '收到或收不到该消息'),
    optOut: 'honoured',
    how: say(
      'A refusal after the launch keeps the message back, with the reason shown under Deliveries.',
      '启动后才拒绝的，消息同样不会发出，原因显示在“发送记录”。',
    ),
    places: [
      'src/campaign/launch/ports.ts',
      'src/campaign/launch/pressure.ts',
      'src/interaction/delivery/enqueue.ts',
      'src/interaction/delivery/prepare.ts',
      'src/server/wiring/service-verdicts.ts',
      'src/server/wiring/own-messages.ts',
    ],
    proofs: [
      ['test/campaign/audience/consent.engine.test.ts', 'obeys a withdrawal between planning and sending'],
    ],
  },
  {
    id: 'best_hour',
    name: say('At which hour a message goes', '消息在哪个时段发出'),
    what: say(
      'Where a campaign asks for it, each message waits for the hour at which its customer is most likely to act',
      '活动选择按最佳时段发送时，每条消息等到该客户最可能有反应的时段发出',
    ),
    data: say(
      'Times of opening, clicking, answering, taking a call and buying',
      '打开、点击、回复、接听与购买的时间',
    ),
    effect: say('Gets the message some hours or days earlier or later', '收到消息的时间提前或推后'),
    optOut: 'honoured',
    how: say(
      'Whoever refused gets it at the hour of everybody; none of their own times is looked at.',
      '拒绝者按所有客户的共同时段发送，不使用其本人的任何时间记录。',
    ),
    places: ['src/insight/reach-habits/best-moment.ts'],
    proofs: [['test/insight/reach-habits/habits.engine.test.ts', 'refused to be selected personally']],
  },
  {
    id: 'budget',
    name: say('Who a limited budget is spent on', '预算不足时的取舍'),
    what: say('Those who spent more before come first', '此前消费较高者优先'),
    data: say('Spend of the year before', '此前一年的消费金额'),
    effect: say('Gets an offer, or gets none', '收到或收不到营销方案'),
    optOut: 'honoured',
    how: say(
      'Where the rule has a condition, whoever refused is out before the budget is given out. In a campaign to everybody they count as the customer in the middle, whatever they spent.',
      '规则带条件时，拒绝者在分配预算前已排除；面向所有人的活动中，不论其消费多少，一律按居中的客户对待。',
    ),
    places: [],
    proofs: [['test/campaign/audience/decide.engine.test.ts', 'rank nobody by spend who refused']],
  },
  {
    id: 'arms',
    name: say('Treatment or control', '实验组与对照组的分配'),
    what: say('A number made of the campaign and the customer number', '由活动与客户号计算的随机数'),
    data: say('None of the person', '不使用个人特征'),
    effect: say('Control is not contacted', '对照组不触达'),
    optOut: 'not_about_traits',
    how: say('Drawn by chance: no characteristic is looked at.', '随机抽取，不看任何个人特征。'),
    places: [
      'src/campaign/audience/draw.ts',
      'src/campaign/launch/merged.ts',
      'src/campaign/measurement/placebo.ts',
      'src/campaign/measurement/evaluate.ts',
    ],
    proofs: [['test/campaign/audience/decide.engine.test.ts', 'draw the same arms']],
  },
  {
    id: 'opportunities',
    name: say('Opportunities and forecasts', '机会发现与效果预测'),
    what: say('Sizes groups that a campaign could address', '估算可触达人群的规模'),
    data: say('Orders and scores, as sums', '订单与评分的汇总'),
    effect: say('None: a marketer reads sums and decides', '无：营销人员查看汇总后自行决定'),
    optOut: 'no_effect',
    how: say(
      'Nobody is contacted by it; the campaign made of it obeys the refusal.',
      '不触达任何人；由此创建的活动会遵守拒绝。',
    ),
    places: [
      'src/campaign/opportunities/opportunities.ts',
      'src/campaign/forecast/baseline.ts',
      'src/cli/loop/run.ts',
    ],
    proofs: [['test/campaign/audience/consent.engine.test.ts', 'refused automated selection']],
  },
  {
    id: 'scores',
    name: say('Scores and computed attributes', '评分与计算属性'),
    what: say(
      'RFM scores, groups and attributes computed for each customer',
      '为每位客户计算 RFM 评分、分组与计算属性',
    ),
    data: say('Orders, events, contacts', '订单、行为事件、接触记录'),
    effect: say('None by itself; rules may look at them', '本身无影响；规则可引用'),
    optOut: 'no_effect',
    how: say(
      'Whoever refused is chosen by no rule that looks at them.',
      '拒绝者不会被任何引用评分的规则选中。',
    ),
    places: ['src/insight/features/refresh.ts', 'src/insight/computed/refresh.ts'],
    proofs: [['test/campaign/audience/consent.engine.test.ts', 'refused automated selection']],
  },
  {
    id: 'served',
    name: say('Lists, profiles for other systems, customer card', '客户列表、对外客户资料与客户卡片'),
    what: say('Shows segments, scores and consents of a customer', '展示客户的客群、评分与同意状态'),
    data: say('What the reader may see', '读者有权查看的内容'),
    effect: say(
      'None here; other systems must obey the consents beside them',
      '本系统内无影响；其他系统须遵守随附的同意状态',
    ),
    optOut: 'no_effect',
    how: say(
      'The profile holds the consents, the refusal among them; the card says it first.',
      '资料中包含同意状态，含拒绝个性化；客户卡片在最前面注明。',
    ),
    places: [
      'src/customer/profiles/list/select.ts',
      'src/customer/profiles/rows.ts',
      'src/customer/profiles/served/store.ts',
      'src/customer/profiles/delivered-value/delivered-value.ts',
      'src/server/wiring/segments-of.ts',
      'src/server/wiring/profile-ports.ts',
      'src/campaign/why/now.ts',
    ],
    proofs: [
      ['test/customer/profiles/served.engine.test.ts', 'follows what happens: orders, contacts, consent'],
    ],
  },
  {
    id: 'merging',
    name: say('Records that are one person', '将多条记录认定为同一人'),
    what: say('Records with the same identifier become one customer', '标识相同的记录合并为一位客户'),
    data: say('Identifiers, as keyed hashes', '标识的密钥散列'),
    effect: say('One history, one set of consents, the strictest holds', '合并历史与同意，以最严格者为准'),
    optOut: 'not_about_traits',
    how: say(
      'Keeps data accurate and looks at no behaviour; it can be undone, and two accounts never merge without a person.',
      '用于保证数据准确，不看行为；可撤销，两个账号须经人工确认才会合并。',
    ),
    places: [
      'src/customer/identity/stitch.ts',
      'src/customer/identity/merges.ts',
      'src/customer/identity/review.ts',
      'src/customer/identity/link-anonymous.ts',
    ],
    proofs: [['test/customer/identity/merges.engine.test.ts', 'never joins two accounts']],
  },
  {
    id: 'households',
    name: say('One letter for a home', '每个家庭一封'),
    what: say('Of the people of one home one is chosen', '同一家庭中选出一人'),
    data: say('Address, surname, shared telephone or card', '地址、姓氏、共用电话或卡号'),
    effect: say('The others of the home get no copy', '同户其他人不再重复收到'),
    optOut: 'honoured',
    how: say(
      'The choice is a condition of a rule, so whoever refused is not chosen by it; the one of a home is the head or the lowest number, by no behaviour.',
      '该选择是规则中的条件，拒绝者不会被其选中；户内选户主或编号最小者，不看行为。',
    ),
    places: [
      'src/customer/households/index.ts',
      'src/customer/households/household-now.ts',
      'src/insight/segments/operators/household.ts',
      'src/interaction/letters/addressee.ts',
      'src/interaction/letters/make-batch.ts',
    ],
    proofs: [
      ['test/customer/households/households.engine.test.ts', 'get one letter each'],
      ['test/interaction/letters/addressee.test.ts', 'writes to the head of the household'],
    ],
  },
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

/** Files that a marker finds and that decide about nobody, each with the reason. */
export const undecided: Readonly<Record<string, string>> = {
  'src/campaign/deps.ts': 'types',
  'src/campaign/calendar/clashes.ts': 'counts whom two audiences have in common, for a figure',
  'src/interaction/recovery/form/take.ts':
    'asks whoever carries the address that was given, whoever they are',
  'src/interaction/recovery/handling/change.ts':
    'everybody whose founded case is closed is asked alike how it was handled',
  'src/interaction/touch-map/map.ts': 'counts people of a segment, for a figure',
  'src/server/wiring/segment-members.ts': 'reads which of those who answered are in a segment, for a figure',
  'src/interaction/inbox/answers.ts': 'a colleague answers one customer who wrote first',
  'src/customer/profiles/ports.ts': 'types',
  'src/customer/consent/choices.ts': 'shows a customer what they chose',
  'src/customer/consent/index.ts': 'answers the question whether somebody may be contacted',
  'src/customer/consent/states.ts': 'answers the question whether somebody may be contacted',
  'src/cli/lab/methods/assign.ts': 'a method tried on a file, without a platform',
  'src/cli/bench/consent.ts': 'made-up people, for speed',
  'src/cli/bench/linkage-known.ts': 'public sets, for quality',
}
