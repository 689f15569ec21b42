import type { Locale } from '../../kit/errors.ts'
import { type Company, escapeHtml, publicPage } from '../../kit/public-page.ts'
import { scale } from './score.ts'
import type { Survey } from './store.ts'

const words = {
  en: {
    body: {
      nps: '0 means not at all likely, 10 means very likely.',
      csat: '1 means not at all, 5 means very.',
    },
    comment: 'Would you like to tell us more?',
    send: 'Send',
    change: 'Change',
    missing: 'Please choose a number.',
    done: 'Thank you',
    doneBody: 'Your answer is with us. For half an hour you can change it here.',
    overBody: 'Your answer is with us.',
    closed: 'This survey has ended',
    closedBody: 'Thank you all the same.',
    preview: 'This is how customers see it. Answers count only behind the link of a message.',
  },
  'zh-CN': {
    body: { nps: '0 分表示完全不可能，10 分表示非常可能。', csat: '1 分表示很不满意，5 分表示非常满意。' },
    comment: '还有什么想告诉我们的？',
    send: '提交',
    change: '修改',
    missing: '请选择一个分数。',
    done: '谢谢您',
    doneBody: '已收到您的回答，半小时内可以在本页修改。',
    overBody: '已收到您的回答。',
    closed: '调查已结束',
    closedBody: '感谢您的关注。',
    preview: '这是客户看到的样子。只有从消息中的链接打开并提交，才会计入结果。',
  },
} as const

/** What was answered so far. */
export interface Given {
  score: number | null
  reasons: readonly string[]
  words: string
}
export const nothingGiven: Given = { score: null, reasons: [], words: '' }

/**
 * The page a customer answers on; nothing on it says whose it is, for a message may be passed on.
 * @param state `asked` at first, `lacking` where no number was chosen, `kept` after an answer that can still be changed
 */
export function surveyForm(
  locale: Locale,
  brand: Company,
  survey: Survey,
  given: Given,
  state: 'asked' | 'lacking' | 'kept' | 'preview',
): string {
  const text = words[locale]
  const { from, to } = scale[survey.kind]
  const scores = Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .map(
      (score) =>
        `<label><input type="radio" name="score" value="${score}"${given.score === score ? ' checked' : ''}><span>${score}</span></label>`,
    )
    .join('')
  const reason = survey.reason
    ? `<fieldset><legend>${escapeHtml(survey.reason.question[locale])}</legend>${survey.reason.options
        .map(
          ({ id, label }) =>
            `<label><input type="checkbox" name="reason_${id}" value="on"${given.reasons.includes(id) ? ' checked' : ''}> ${escapeHtml(label[locale])}</label>`,
        )
        .join('')}</fieldset>`
    : ''
  const comment = survey.asksWords
    ? `<label class="block">${text.comment}<textarea name="words" rows="4" maxlength="2000">${escapeHtml(given.words)}</textarea></label>`
    : ''
  const button = state === 'preview' ? '' : `<button>${state === 'kept' ? text.change : text.send}</button>`
  const question = escapeHtml(survey.question[locale])
  const again = state === 'kept' ? `<p><strong>${question}</strong></p>` : ''
  const form = `${again}<form method="post"><fieldset class="scale"><legend class="far">${question}</legend>${scores}</fieldset>${reason}${comment}${button}</form>`
  const body = {
    asked: text.body[survey.kind],
    lacking: text.missing,
    kept: text.doneBody,
    preview: text.preview,
  }[state]
  return publicPage(locale, {
    ...{ brand, body, form },
    title: state === 'kept' ? text.done : survey.question[locale],
  })
}

/** After the half hour, or where the survey takes no more answers. */
export function surveyOver(locale: Locale, brand: Company, wasAnswered: boolean): string {
  const text = words[locale]
  return publicPage(locale, {
    ...{ brand, form: '' },
    title: wasAnswered ? text.done : text.closed,
    body: wasAnswered ? text.overBody : text.closedBody,
  })
}
