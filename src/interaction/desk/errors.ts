import { defineErrors } from '../../kit/errors.ts'

export const deskErrors = defineErrors('desk', {
  unknownTask: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) =>
      'There is no such task here. It may have been removed with its customer; take the next one.',
    'zh-CN': (_: Record<string, never>) => '没有这个任务，可能已随客户一并删除。请领取下一个任务。',
  },
  notYours: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'This task is not in your hands any more: it was given back, taken over or finished. Take the next one.',
    'zh-CN': (_: Record<string, never>) =>
      '此任务已不在您手中：可能已退回、被接手或已完成。请领取下一个任务。',
  },
  caseWorkedOn: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'The complaint of this call is being worked on, so its outcome stands. Close the case as unfounded if it was none.',
    'zh-CN': (_: Record<string, never>) =>
      '此次通话的投诉工单已开始处理，结果不能撤销。如果并非投诉，请将工单以“不成立”关闭。',
  },
  taken: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'Somebody else holds this task, or it is finished. Reload the list and choose another one.',
    'zh-CN': (_: Record<string, never>) => '此任务正由他人处理或已完成。请刷新列表，另选一个。',
  },
  mayNotCall: {
    kind: 'conflict',
    retryable: false,
    title: { en: 'This customer must not be called', 'zh-CN': '不能联系此客户' },
    en: (p: { why: string }) => `${p.why} The task was put away; take the next one.`,
    'zh-CN': (p: { why: string }) => `${p.why}任务已收起，请领取下一个。`,
  },
  campaignPaused: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'The campaign of this call is paused. The task waits until somebody lets the campaign go on; take the next one.',
    'zh-CN': (_: Record<string, never>) =>
      '该外呼所属的营销活动已暂停，活动恢复后任务才会继续。请领取下一个。',
  },
  notNow: {
    kind: 'conflict',
    retryable: false,
    en: (p: { until: string }) =>
      `Nobody is called at this hour. The task comes back at ${p.until}; take the next one.`,
    'zh-CN': (p: { until: string }) => `当前为免打扰时段，任务将于 ${p.until} 恢复。请领取下一个。`,
  },
  tooLate: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'The outcome can no longer be taken back: its minutes are over, or somebody else works on the task. Ask a supervisor to make a new task.',
    'zh-CN': (_: Record<string, never>) =>
      '结果已不能撤销：时限已过，或任务已由他人处理。请联系主管新建任务。',
  },
  customersWord: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'The customer said not to be called again, and that stands: only the customer can allow it again. Nothing was changed.',
    'zh-CN': (_: Record<string, never>) =>
      '客户已表示不再接听来电，该意愿已生效，只有客户本人可以重新允许。未做任何修改。',
  },
  badOutcome: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; problem: string }) =>
      `The outcome cannot be kept: ${p.field} ${p.problem}. Correct it and send it again.`,
    'zh-CN': (p: { field: string; problem: string }) =>
      `无法保存外呼结果：${p.field}${p.problem}。请修改后重新提交。`,
  },
  noPhone: {
    kind: 'conflict',
    retryable: false,
    en: (_: Record<string, never>) =>
      'No telephone number of this customer is known. Choose “wrong number”, so that nobody tries again.',
    'zh-CN': (_: Record<string, never>) => '没有该客户的电话号码。请选择“号码错误”，避免重复拨打。',
  },
  phoneHidden: {
    kind: 'forbidden',
    retryable: false,
    en: (_: Record<string, never>) =>
      'Your role does not see telephone numbers. The owner allows it under Settings, Field permissions, Phone.',
    'zh-CN': (_: Record<string, never>) =>
      '您的角色不能查看电话号码。所有者可在“设置 → 字段权限 → 手机号”中开放。',
  },
  unknownTeam: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) =>
      'There is no such team in this workspace. Reload the page and choose one of the list.',
    'zh-CN': (_: Record<string, never>) => '此工作区中没有该团队。请刷新页面后从列表中选择。',
  },
  unknownRule: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) => 'There is no such rule any more. Reload the page.',
    'zh-CN': (_: Record<string, never>) => '该规则已不存在。请刷新页面。',
  },
  notMember: {
    kind: 'invalid',
    retryable: false,
    en: (p: { who: string }) =>
      `${p.who} is not a member of this workspace with a seat at the desk. Add them under Settings, Members, with the role agent.`,
    'zh-CN': (p: { who: string }) =>
      `${p.who} 不是此工作区可使用一线工作台的成员。请先在“设置 → 成员”中以坐席角色添加。`,
  },
  unknownCustomer: {
    kind: 'not_found',
    retryable: false,
    en: (p: { customer: string }) =>
      `There is no customer ${p.customer} in this workspace. Take the number from the customer's page.`,
    'zh-CN': (p: { customer: string }) => `此工作区中没有客户 ${p.customer}。请使用客户页面上的编号。`,
  },
  identifierInText: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string }) =>
      `${p.field} holds a telephone number, an address or an identity number. Write why, not who; the desk shows who.`,
    'zh-CN': (p: { field: string }) =>
      `${p.field}中含有电话、邮箱或证件号码。请只写原因，客户信息由工作台显示。`,
  },
  badTimes: {
    kind: 'invalid',
    retryable: false,
    en: (_: Record<string, never>) =>
      'The time ends before it begins, or is over already. Choose an end later than now.',
    'zh-CN': (_: Record<string, never>) => '结束时间早于开始时间或已过去。请选择晚于现在的结束时间。',
  },
  badFile: {
    kind: 'invalid',
    retryable: false,
    en: (p: { columns: string }) =>
      `The file of results needs a first line with the columns ${p.columns}. Nothing was taken in.`,
    'zh-CN': (p: { columns: string }) => `结果文件的首行需包含列 ${p.columns}。未导入任何内容。`,
  },
  unknownScript: {
    kind: 'not_found',
    retryable: false,
    en: (_: Record<string, never>) => 'There is no such script, or no such version of it. Reload the page.',
    'zh-CN': (_: Record<string, never>) => '没有该话术或该版本。请刷新页面。',
  },
  badScript: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `The script cannot be used: ${p.where}: ${p.problem}. Correct it and save again.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `话术无法使用：${p.where}：${p.problem}。请修改后重新保存。`,
  },
})
