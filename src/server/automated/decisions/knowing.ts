import { type AutomatedDecision, say } from './decision.ts'

/** What is made of what is known, and who is taken for whom. */
export const knowingDecisions: readonly AutomatedDecision[] = [
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
]
