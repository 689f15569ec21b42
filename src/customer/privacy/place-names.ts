import type { Locale } from '../../kit/errors.ts'

/** What lies in each place, in the words of a certificate. One that is missing here is shown by its own name. */
const names: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  identifiers: ['Name, addresses, numbers', '姓名、联系方式与编号'],
  consents: ['Consents', '同意记录'],
  reach_changes: ['Addresses given up, on their way', '待同步的失效联系方式'],
  consent_changes: ['Consents, on their way', '待同步的同意变更'],
  consent_states: ['What holds of the consents', '当前同意状态'],
  family_members: ['Family', '家庭成员'],
  knowledge_shares: ['How much is known', '了解程度'],
  topic_wishes: ['What they want to hear of', '希望了解的内容'],
  contact_wishes: ['How often they want to hear of us', '联系频次与暂停'],
  person_needs: ['Needs and preferences', '需求与偏好'],
  cases: ['Complaints', '投诉工单'],
  reviews: ['Reviews and posts they wrote', '评价与帖文'],
  survey_answers: ['Answers to surveys', '调查回答'],
  person_dates: ['Important dates', '重要日期'],
  desk_tasks: ['Tasks of the call desk', '外呼与门店任务'],
  desk_calls: ['Calls and what came of them', '外呼结果'],
  conversations: ['What was written to us, and our answers', '客户来信与回复'],
  deliveries: ['Messages planned and sent', '计划与已发送的信息'],
  merges: ['Merges', '合并记录'],
  merge_proposals: ['Pairs for review', '待复核项'],
  person_overrides: ['Merged records', '已合并的记录'],
  profile_rows: ['Profile as other systems see it', '供其他系统读取的客户资料'],
  touch_log: ['Contacts, on their way', '待写入的接触记录'],
  touches: ['Contacts and answers', '接触与回应'],
  import_rejects: ['Rows kept aside', '留存的异常行'],
  quarantined_events: ['Events kept aside', '异常事件'],
  source_inbox: ['Rows pushed to us, not imported yet', '推送后尚未导入的行'],
  customers: ['Attributes', '属性'],
  customer_features: ['Scores and figures', '评分与指标'],
  computed_values: ['Computed attributes', '计算属性'],
  decisions: ['Decisions of campaigns', '营销活动的决策'],
  events: ['Events', '行为事件'],
  order_lines: ['Order lines', '订单明细'],
  source_records: ['What each source last said', '各数据源的最新记录'],
  uploads: ['Uploaded files that name the customer', '提及该客户的上传文件'],
  mail_catcher: ['Caught messages', '收件箱中的邮件'],
  sms_catcher: ['Caught SMS', '收集器中的短信'],
}

export function placeName(place: string, locale: Locale): string {
  const [en, zh] = names[place] ?? [place, place]
  return locale === 'en' ? en : zh
}
