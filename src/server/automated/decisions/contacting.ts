import { type AutomatedDecision, say } from './decision.ts'

/** Who is contacted with an offer, and when. */
export const contactingDecisions: readonly AutomatedDecision[] = [
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
]
