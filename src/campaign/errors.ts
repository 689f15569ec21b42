import { defineErrors } from '../kit/errors.ts'

/** What planning, launching and measuring can refuse. */
export const campaignErrors = defineErrors('campaign', {
  changedMeanwhile: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; theirs: number; yours: number }) =>
      `"${p.name}" was changed by somebody else (version ${p.theirs}; yours is ${p.yours}). Load it again and repeat your change.`,
    'zh-CN': (p: { name: string; theirs: number; yours: number }) =>
      `“${p.name}”已被他人修改（当前版本 ${p.theirs}，您的版本 ${p.yours}）。请重新加载后再修改。`,
  },
  notDraft: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; status: string }) =>
      `"${p.name}" is ${p.status}; only a draft can be changed, launched or deleted. Clone it to plan another one.`,
    'zh-CN': (p: { name: string; status: string }) =>
      `“${p.name}”的状态为 ${p.status}，只有草稿可以修改、启动或删除。可复制一份重新策划。`,
  },
  otherChannel: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; creative: string }) =>
      `The creative "${p.creative}" was written for another channel than "${p.name}" is sent by. Choose another creative, or the other channel.`,
    'zh-CN': (p: { name: string; creative: string }) =>
      `创意“${p.creative}”不是为“${p.name}”所用的渠道编写的。请另选创意，或更换渠道。`,
  },
  bestHourNotSent: {
    kind: 'invalid',
    retryable: false,
    en: (p: { name: string }) =>
      `"${p.name}" is carried out by people or as a file, so it cannot wait for each customer's best hour. Choose a channel that sends messages, or take the best hour out.`,
    'zh-CN': (p: { name: string }) =>
      `“${p.name}”由人工执行或以文件形式交付，不能按每位客户的最佳时段发送。请改用发送消息的渠道，或取消最佳时段。`,
  },
  tooManyForFile: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) =>
      `The segment has more than ${p.most.toLocaleString('en')} people, which is the most one file takes. Split the segment.`,
    'zh-CN': (p: { most: number }) => `客群超过单个文件上限 ${p.most} 人，请拆分客群。`,
  },
  fewForFile: {
    kind: 'conflict',
    retryable: false,
    en: (p: { rows: number; smallest: number }) =>
      `The file would hold ${p.rows} people; fewer than ${p.smallest} could be recognised, so it is not made. Choose a larger segment.`,
    'zh-CN': (p: { rows: number; smallest: number }) =>
      `文件仅包含 ${p.rows} 人，少于 ${p.smallest} 人时可能被识别，因此不予生成。请选择更大的客群。`,
  },
  notRunning: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; status: string }) => `"${p.name}" is ${p.status}; there is nothing to stop.`,
    'zh-CN': (p: { name: string; status: string }) => `“${p.name}”的状态为 ${p.status}，无需停止。`,
  },
  notRunningToPause: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; status: string }) =>
      `"${p.name}" is ${p.status}; only a campaign that is planned or runs can be paused or go on. Nothing was changed.`,
    'zh-CN': (p: { name: string; status: string }) =>
      `“${p.name}”的状态为 ${p.status}，只有已排期或进行中的活动可以暂停或恢复。未做任何修改。`,
  },
  paused: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `"${p.name}" is paused, so nobody is to be contacted by its list now. Let it go on first.`,
    'zh-CN': (p: { name: string }) => `“${p.name}”已暂停，暂不能按其名单联系客户。请先恢复活动。`,
  },
  incomplete: {
    kind: 'invalid',
    retryable: false,
    en: (p: { name: string; missing: string; missingZh: string }) =>
      `"${p.name}" cannot be launched yet. Still needed: ${p.missing}.`,
    'zh-CN': (p: { name: string; missing: string; missingZh: string }) =>
      `“${p.name}”还不能启动，尚缺：${p.missingZh}。`,
  },
  inBin: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; what: string; whatZh: string; title: string }) =>
      `"${p.name}" uses the ${p.what} "${p.title}", which is in the bin. Bring it back, or choose another one in the plan.`,
    'zh-CN': (p: { name: string; what: string; whatZh: string; title: string }) =>
      `“${p.name}”使用的${p.whatZh}“${p.title}”在回收站中。请先将其恢复，或在计划中另选一个。`,
  },
  otherPurpose: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; segment: string }) =>
      `"${p.name}" cannot use the segment "${p.segment}": it was made for another purpose than marketing. Choose another segment, or change what this one is for.`,
    'zh-CN': (p: { name: string; segment: string }) =>
      `“${p.name}”不能使用客群“${p.segment}”：该客群的用途不是营销。请另选客群，或修改该客群的用途。`,
  },
  creativeFaulty: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; problem: string; problemZh: string }) =>
      `The creative “${p.name}” cannot be sent: ${p.problem} Correct it in its editor, then launch.`,
    'zh-CN': (p: { name: string; problem: string; problemZh: string }) =>
      `创意“${p.name}”无法发送：${p.problemZh}请在编辑器中修改后再上线。`,
  },
  noControlReason: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'Without a control group nobody will know what the campaign caused. Name who decided this and why, or give the control group a share.',
    'zh-CN': () => '没有对照组就无法得知活动的真实效果。请写明由谁决定、出于什么原因，或为对照组留出比例。',
  },
  noTreatment: {
    kind: 'invalid',
    retryable: false,
    en: () => 'A control share of 100 % leaves nobody to write to. Choose at most 90 %.',
    'zh-CN': () => '对照组比例为 100% 时无人可发送。请设为不超过 90%。',
  },
  audienceChanged: {
    kind: 'conflict',
    retryable: false,
    en: (p: { shown: number; now: number }) =>
      `The forecast said ${p.shown} recipients; now there would be ${p.now}, more than 5 % apart. Look at the new forecast and confirm again.`,
    'zh-CN': (p: { shown: number; now: number }) =>
      `预测收件人数为 ${p.shown}，现在为 ${p.now}，相差超过 5%。请查看新的预测后再次确认。`,
  },
  nobody: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `Nobody would receive "${p.name}". The forecast shows which rule keeps whom out.`,
    'zh-CN': (p: { name: string }) => `“${p.name}”没有任何收件人。预测页会列出每条规则排除了多少人。`,
  },
  inUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; campaigns: string }) =>
      `"${p.name}" is part of ${p.campaigns}. Choose another there first; launched campaigns keep their own copy.`,
    'zh-CN': (p: { name: string; campaigns: string }) =>
      `“${p.name}”正被 ${p.campaigns} 使用。请先在该活动中更换；已启动的活动保留自己的副本。`,
  },
  opportunityGone: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) => `The opportunity "${p.id}" no longer exists in the data. Load the list again.`,
    'zh-CN': (p: { id: string }) => `数据中已不存在机会“${p.id}”。请重新加载列表。`,
  },
})
