import type { Locale } from '../../kit/errors.ts'

type Text = { en: string; 'zh-CN': string }

/**
 * Why one row is not stored. The texts name no value: the row itself is kept encrypted beside them, and these words
 * also stand in counts that everybody may read.
 */
export const rowProblems = {
  required: { en: 'The cell is empty but needed. Fill it in.', 'zh-CN': '该单元格必填但为空，请补全。' },
  not_a_number: {
    en: 'Not a number. Write digits with a decimal point, or tick “Decimal comma” for this field in the mapping.',
    'zh-CN': '不是数字。请写成带小数点的数字；若文件以逗号作小数点，请在字段映射中勾选“小数点为逗号”。',
  },
  out_of_range: {
    en: 'The number is too large to be right. Check the column and its unit.',
    'zh-CN': '数值过大，请检查列和单位。',
  },
  not_a_date: {
    en: 'Not a date, or one that does not exist. Correct it, or enter the date format of this field in the mapping.',
    'zh-CN': '不是有效日期，或该日期不存在。请更正，或在字段映射中填写该字段的日期格式。',
  },
  date_out_of_range: {
    en: 'The date lies outside 1900 to 2200. Check the date format of this field in the mapping.',
    'zh-CN': '日期不在 1900–2200 年之间，请检查字段映射中的日期格式。',
  },
  bad_birthday: {
    en: 'The year of birth lies outside 1800 to 2200. The row is kept without the birthday.',
    'zh-CN': '出生年份不在 1800–2200 年之间。该行已导入，但不含生日。',
  },
  negative_price: {
    en: 'A price below zero. Returns have a negative quantity and a positive price; fees are rows whose “Sale, return or charge” says charge.',
    'zh-CN': '价格为负。退货应为负数量、正价格；运费等费用请在“销售、退货或费用”一列填 charge。',
  },
  negative_amount: {
    en: 'A sale with an amount below zero. Give returns a negative quantity, or have “Sale, return or charge” say return.',
    'zh-CN': '销售金额为负。退货请用负数量，或在“销售、退货或费用”一列填 return。',
  },
  unknown_currency: {
    en: 'Not an ISO 4217 currency code such as CNY or USD.',
    'zh-CN': '不是 ISO 4217 币种代码（如 CNY、USD）。',
  },
  unknown_value: {
    en: 'Not one of the values allowed here. Correct it, or say in the mapping what it stands for (Translate values).',
    'zh-CN': '不是允许的取值。请更正，或在映射中用“取值对照”写明它的含义。',
  },
  not_yet: {
    en: 'The time has not come yet, so nobody can have said so. Correct it, or check the format and the time zone.',
    'zh-CN': '该时间尚未到来，客户不可能已作此表态。请更正，或检查日期格式和时区。',
  },
  ends_before: {
    en: 'The consent ends before it was given. Correct one of the two dates.',
    'zh-CN': '同意的到期时间早于给出时间，请更正其中一个日期。',
  },
  too_long: {
    en: 'The text is longer than this field takes. Shorten it.',
    'zh-CN': '文本超出该字段长度，请缩短。',
  },
  too_many_cells: {
    en: 'The row has more cells than the header. Look for a delimiter inside a text without quotation marks.',
    'zh-CN': '该行的单元格多于表头。请检查未加引号的文本中是否含有分隔符。',
  },
  not_an_object: {
    en: 'The line is no JSON object, or holds a whole number with more digits than can be kept. Write one object a line, and long numbers as text.',
    'zh-CN':
      '该行不是 JSON 对象，或含有位数过多、无法精确保存的整数。请每行写一个对象，过长的编号请写成文本。',
  },
  expression_failed: {
    en: 'The expression cannot be computed for this row: a column it uses holds no number.',
    'zh-CN': '该行无法计算表达式：所用的列不是数字。',
  },
  ambiguous_customer: {
    en: 'Two or more customers share this e-mail or telephone, and the row names no customer number. Add it.',
    'zh-CN': '多个客户共用该邮箱或手机号，且该行没有客户编号。请补充客户编号。',
  },
  erased_before: {
    en: 'The row names somebody who was erased. Nothing of it was stored; an order was kept without a customer.',
    'zh-CN': '该行涉及个人信息已被删除的客户。未保存任何内容；订单仅以无客户方式保留。',
  },
  bad_email: {
    en: 'Not an e-mail address; the row was stored without it.',
    'zh-CN': '不是有效的邮箱地址；该行已保存但不含邮箱。',
  },
  bad_phone: {
    en: 'Not a telephone number; the row was stored without it.',
    'zh-CN': '不是有效的电话号码；该行已保存但不含电话。',
  },
  bad_company: {
    en: 'Not a name, registration number or past day of a company; the row was stored without it.',
    'zh-CN': '公司名称、登记号或任职起始日无效；该行已保存但不含此项。',
  },
  sole_trader: {
    en: 'A sole trader is a person: their business is added by hand under Customers → Companies. The row was stored without it.',
    'zh-CN': '个体工商户即个人，请在“客户 → 公司”中手工添加其字号；该行已保存但不含公司。',
  },
  unknown_stage: {
    en: 'There is no such stage here. Write one of: {allowed}.',
    'zh-CN': '此工作区没有这个线索阶段。请填写其中之一：{allowed}。',
  },
  unknown_reason: {
    en: 'There is no such reason for losing a prospect. Write one of: {allowed}.',
    'zh-CN': '此工作区没有这个流失原因。请填写其中之一：{allowed}。',
  },
  unknown_owner: {
    en: 'Nobody in this workspace has this mail or name. Write the mail or name of one of: {allowed}.',
    'zh-CN': '此工作区没有使用该邮箱或姓名的成员。可填写以下成员的邮箱或姓名：{allowed}。',
  },
  several_owners: {
    en: 'Several people of this workspace have this name. Write the mail instead.',
    'zh-CN': '此工作区有多位成员叫这个名字，请改填邮箱。',
  },
  future_day: {
    en: 'The day has not come yet. Correct it, or check the format and the time zone.',
    'zh-CN': '该日期尚未到来。请更正，或检查日期格式和时区。',
  },
  not_a_day: {
    en: 'No such day in this calendar. Write 2001-05-03, without a year 05-03, or 农历八月十五; or set the calendar in the mapping.',
    'zh-CN': '该历法中没有这一天。请写成 2001-05-03、不含年份的 05-03 或“农历八月十五”，或在映射中指定历法。',
  },
  day_needs_year: {
    en: 'A day that comes only once needs its year, in the Gregorian calendar. Write it like 2027-03-01.',
    'zh-CN': '只发生一次的日期需写明公历年份，例如 2027-03-01。',
  },
  unknown_need: {
    en: 'Not a word for a need or preference. Write yes, no, need, like or avoid.',
    'zh-CN': '无法识别的需求或偏好。请填写“是”“否”“需要”“喜欢”或“不要”。',
  },
  unknown_strength: {
    en: 'How strongly is 1, 2 or 3, or a little, clearly, very.',
    'zh-CN': '程度请填写 1、2、3，或“略微”“明确”“强烈”。',
  },
  over_before: {
    en: 'It would have ended before it was said. Correct one of the two days.',
    'zh-CN': '有效期早于表达日期，请更正其中一个日期。',
  },
  stage_won: {
    en: 'Who has bought is told by orders alone; the row was stored without a stage.',
    'zh-CN': '是否成交以订单为准；该行已保存，但不含线索阶段。',
  },
  stage_kept: {
    en: 'A colleague has moved them on since, and the file does not say when its stage was reached. The stage by hand stays; map “in this stage since” to let the later word count.',
    'zh-CN':
      '同事已手工把该线索推进到后面的阶段，而文件未注明阶段时间，因此保留手工阶段。如需以较晚的为准，请映射“进入该阶段的时间”。',
  },
  stage_of_customer: {
    en: 'They have bought, so they stay customers; the stage of the row was left out.',
    'zh-CN': '该客户已购买，仍为客户；该行的线索阶段未采用。',
  },
  identifier_in_text: {
    en: 'A telephone number, e-mail or identity number stood in a text column; it was masked before storing. Map the column to the identifier, or leave it out.',
    'zh-CN': '文本列中出现电话、邮箱或证件号码，保存前已打码。请将该列映射为相应的联系方式，或不要导入该列。',
  },
  contract_required: {
    en: 'Against the contract: the value is empty. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值为空。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_type: {
    en: 'Against the contract: the value has another type. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值类型不符。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_values: {
    en: 'Against the contract: the value is not one of the values allowed. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值不在允许的取值之内。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_range: {
    en: 'Against the contract: the value is out of range. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值超出范围。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_pattern: {
    en: 'Against the contract: the value is written otherwise. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值写法不符。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_length: {
    en: 'Against the contract: the value is too long. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值过长。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  contract_unique: {
    en: 'Against the contract: the value occurs twice in the file. Correct the row, or change the contract under Data → Contracts.',
    'zh-CN': '不符合数据约定：该值在文件中重复。请更正该行，或在“数据 → 数据约定”中修改约定。',
  },
  watched_required: {
    en: 'Against the contract: the value is empty. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值为空。该约定仅观察，该行已保存。',
  },
  watched_type: {
    en: 'Against the contract: the value has another type. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值类型不符。该约定仅观察，该行已保存。',
  },
  watched_values: {
    en: 'Against the contract: the value is not one of the values allowed. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值不在允许的取值之内。该约定仅观察，该行已保存。',
  },
  watched_range: {
    en: 'Against the contract: the value is out of range. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值超出范围。该约定仅观察，该行已保存。',
  },
  watched_pattern: {
    en: 'Against the contract: the value is written otherwise. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值写法不符。该约定仅观察，该行已保存。',
  },
  watched_length: {
    en: 'Against the contract: the value is too long. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值过长。该约定仅观察，该行已保存。',
  },
  watched_unique: {
    en: 'Against the contract: the value occurs twice in the file. The contract only watches; the row was stored.',
    'zh-CN': '不符合数据约定：该值在文件中重复。该约定仅观察，该行已保存。',
  },
} as const satisfies Record<string, Text>

export type RowProblemCode = keyof typeof rowProblems

export interface RowProblem {
  code: RowProblemCode
  field: string
}

/** Problems of these kinds cost a value, not the row. */
export const warningCodes: ReadonlySet<string> = new Set<RowProblemCode>([
  'erased_before',
  'bad_birthday',
  'bad_email',
  'bad_phone',
  'bad_company',
  'sole_trader',
  'stage_won',
  'stage_kept',
  'stage_of_customer',
  'identifier_in_text',
  'watched_required',
  'watched_type',
  'watched_values',
  'watched_range',
  'watched_pattern',
  'watched_length',
  'watched_unique',
])

/** @param allowed what may stand in the field, where the workspace decides it */
export function rowProblemText(code: string, locale: Locale, allowed?: Text): string {
  const text: string = code in rowProblems ? rowProblems[code as RowProblemCode][locale] : code
  return text.replace('{allowed}', allowed?.[locale] ?? '…')
}
