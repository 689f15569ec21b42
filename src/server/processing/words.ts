import type { Locale } from '../../kit/errors.ts'
import type { RecordTexts } from './api.ts'
import type { Level } from './risks.ts'

/** What stands in files around the facts; the console has its own. */
export interface FileWords {
  record: string
  recordSays: string
  assessment: string
  assessmentSays: string
  workspace: string
  madeAt: string
  textsVersion: string
  version: string
  savedBy: string
  responsible: string
  texts: Record<keyof RecordTexts, string>
  notWritten: string
  occasion: string
  necessity: string
  views: string
  risks: string
  risk: string
  before: string
  measures: string
  left: string
  levels: Record<Level, string>
  likelihood: string
  severity: string
  conclusion: string
  conclusions: Record<'go_on' | 'with_conditions' | 'stop', string>
  reasons: string
  decidedBy: string
  reviewBy: string
  none: string
  since: string
  anew: string
  unchanged: string
  changes: Record<'added' | 'removed' | 'changed', string>
  factsThen: string
  separator: string
}

export const fileWords: Record<Locale, FileWords> = {
  en: {
    record: 'Record of processing activities',
    recordSays:
      'GDPR Art. 30, PIPL Art. 55 and 56. The tables are read from the workspace at the moment the record is made; only the first part is written by people.',
    assessment: 'Data protection impact assessment',
    assessmentSays:
      'GDPR Art. 35, PIPL Art. 55 and 56. The tables at the end are the facts it was decided on.',
    workspace: 'Workspace',
    madeAt: 'Made',
    textsVersion: 'First part',
    version: 'Version',
    savedBy: 'Saved by',
    responsible: 'Who is responsible',
    texts: {
      controller: 'Controller',
      contact: 'Contact',
      representative: 'Representative',
      officer: 'Data protection officer',
      processors: 'Processors and joint controllers',
      bases: 'Lawful bases without consent',
      transfers: 'Transfers abroad',
      remarks: 'Remarks',
    },
    notWritten: 'not written yet',
    occasion: 'What is assessed, and why',
    necessity: 'Lawfulness and necessity',
    views: 'What the officer and people concerned say',
    risks: 'Risks to the people concerned',
    risk: 'What could happen',
    before: 'Without measures',
    measures: 'Measures',
    left: 'What is left',
    levels: { low: 'low', medium: 'medium', high: 'high', very_high: 'very high' },
    likelihood: 'likelihood',
    severity: 'severity',
    conclusion: 'Conclusion',
    conclusions: {
      go_on: 'Processing may go on',
      with_conditions: 'Processing may go on under conditions',
      stop: 'Processing must not go on',
    },
    reasons: 'Reasons and conditions',
    decidedBy: 'Decided by',
    reviewBy: 'To be reviewed by',
    none: 'none',
    since: 'Since then',
    anew: 'What is done has changed, so it has to be done anew:',
    unchanged: 'Nothing has changed since.',
    changes: { added: 'new', removed: 'gone', changed: 'changed' },
    factsThen: 'The facts it was decided on',
    separator: ': ',
  },
  'zh-CN': {
    record: '个人信息处理活动记录',
    recordSays:
      '依据《个人信息保护法》第五十五、五十六条及 GDPR 第 30 条。各表内容在生成时直接取自工作区，仅第一部分由人工填写。',
    assessment: '个人信息保护影响评估报告',
    assessmentSays:
      '依据《个人信息保护法》第五十五、五十六条及 GDPR 第 35 条。末尾各表为作出决定时的实际情况。',
    workspace: '工作区',
    madeAt: '生成时间',
    textsVersion: '第一部分',
    version: '版本',
    savedBy: '保存人',
    responsible: '责任主体',
    texts: {
      controller: '个人信息处理者',
      contact: '联系方式',
      representative: '境内代表',
      officer: '个人信息保护负责人',
      processors: '受托人与共同处理者',
      bases: '无须同意的合法性基础',
      transfers: '向境外提供',
      remarks: '备注',
    },
    notWritten: '尚未填写',
    occasion: '评估对象与缘由',
    necessity: '合法性、正当性、必要性',
    views: '负责人与相关个人的意见',
    risks: '对个人权益的影响及安全风险',
    risk: '可能发生的情形',
    before: '采取措施前',
    measures: '保护措施',
    left: '剩余风险',
    levels: { low: '低', medium: '中', high: '高', very_high: '很高' },
    likelihood: '可能性',
    severity: '严重程度',
    conclusion: '结论',
    conclusions: { go_on: '可以处理', with_conditions: '满足条件后可以处理', stop: '不得处理' },
    reasons: '理由与条件',
    decidedBy: '决定人',
    reviewBy: '复评期限',
    none: '无',
    since: '此后的变化',
    anew: '处理活动已有变化，须重新评估：',
    unchanged: '此后没有变化。',
    changes: { added: '新增', removed: '已移除', changed: '有变化' },
    factsThen: '作出决定时的实际情况',
    separator: '：',
  },
}
