import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { isAppError } from '../../../kit/errors.ts'
import { compileLiquid } from '../../content/liquid.ts'
import { deskErrors } from '../errors.ts'
import { outcomes } from '../outcomes.ts'

const line = z.string().trim().min(1).max(1_000)
const stepId = z.string().regex(/^[a-z0-9_-]{1,40}$/)

/** What to say: steps that branch by the customer's answer, answers to objections, offers with the reason for each. */
export const scriptBody = z.object({
  steps: z
    .array(
      z.object({
        id: stepId,
        say: line.describe('What the agent says; variables as {{ customer.name }}'),
        answers: z
          .array(
            z.object({
              label: z.string().trim().min(1).max(100).describe('What the customer answers'),
              to: stepId.nullable().default(null).describe('The step that follows'),
              outcome: z.enum(outcomes).nullable().default(null).describe('Or the outcome it leads to'),
            }),
          )
          .max(9),
      }),
    )
    .min(1)
    .max(60),
  objections: z
    .array(z.object({ objection: line, answer: line }))
    .max(40)
    .default([]),
  offers: z
    .array(z.object({ offer: line, why: line }))
    .max(20)
    .default([]),
})
export type ScriptBody = z.output<typeof scriptBody>

/** Names a script may use; the same as in messages, and what the profile knows. */
export const scriptVariables: readonly { name: string; help: Localized }[] = [
  {
    name: 'customer.name',
    help: { en: 'How the customer is greeted; empty where unknown', 'zh-CN': '客户称呼；未知时为空' },
  },
  { name: 'customer.city', help: { en: 'City; empty where unknown', 'zh-CN': '城市；未知时为空' } },
  { name: 'customer.orders', help: { en: 'Number of orders', 'zh-CN': '订单数' } },
  {
    name: 'customer.likes',
    help: { en: 'What they said they like or need, listed', 'zh-CN': '客户表达过的喜好与需求' },
  },
  {
    name: 'customer.avoids',
    help: { en: 'What they said they do not want, listed', 'zh-CN': '客户表示不想要的' },
  },
  { name: 'brand.name', help: { en: 'Name of the company', 'zh-CN': '企业名称' } },
  { name: 'agent.reason', help: { en: 'Why we call', 'zh-CN': '联系原因' } },
  {
    name: 'offer.name',
    help: {
      en: 'Name of the offer; empty where the task has none',
      'zh-CN': '营销方案名称；任务无方案时为空',
    },
  },
  {
    name: 'offer.words',
    help: { en: 'The promise as the customer reads it', 'zh-CN': '写给客户看的优惠内容' },
  },
  { name: 'offer.code', help: { en: 'Coupon code', 'zh-CN': '优惠码' } },
  { name: 'offer.valid_days', help: { en: 'Days the offer holds', 'zh-CN': '优惠有效天数' } },
]
const known = new Set(scriptVariables.map(({ name }) => name))

/** Every text of a script, with where it stands. */
export function textsOf(body: ScriptBody): { where: Localized; text: string }[] {
  return [
    ...body.steps.map(({ id, say }) => ({ where: { en: `step ${id}`, 'zh-CN': `步骤 ${id}` }, text: say })),
    ...body.objections.map(({ answer }, i) => ({
      where: { en: `answer to objection ${i + 1}`, 'zh-CN': `第 ${i + 1} 条异议应答` },
      text: answer,
    })),
    ...body.offers.map(({ why }, i) => ({
      where: { en: `reason of offer ${i + 1}`, 'zh-CN': `第 ${i + 1} 个方案的理由` },
      text: why,
    })),
  ]
}

/** @throws desk.badScript where a step is named twice or missing, cannot be reached, or a text cannot be filled */
export function checkScript(body: ScriptBody): void {
  const ids = body.steps.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw bad(twice, { en: 'stands twice', 'zh-CN': '重复出现' })
  const byId = new Map(body.steps.map((step) => [step.id, step]))
  for (const { id, answers } of body.steps)
    for (const { to, outcome } of answers) {
      if (to !== null && !byId.has(to))
        throw bad(id, { en: `leads to ${to}, which does not exist`, 'zh-CN': `指向不存在的步骤 ${to}` })
      if ((to === null) === (outcome === null))
        throw bad(id, {
          en: 'each answer leads either to a step or to an outcome',
          'zh-CN': '每个回答须指向一个步骤或一个结果',
        })
    }
  const reached = new Set<string>()
  const queue = [ids[0] ?? '']
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    for (const { to } of byId.get(id)?.answers ?? []) if (to !== null) queue.push(to)
  }
  const lost = ids.find((id) => !reached.has(id))
  if (lost !== undefined) throw bad(lost, { en: 'no answer leads to it', 'zh-CN': '没有任何回答指向它' })
  for (const { where, text } of textsOf(body)) checkText(where, text)
}

const bad = (id: string, problem: Localized) =>
  deskErrors.badScript({ where: { en: `step ${id}`, 'zh-CN': `步骤 ${id}` }, problem })

function checkText(where: Localized, text: string): void {
  try {
    const stranger = compileLiquid(text, 'plain', 'script').variables.find((name) => !known.has(name))
    if (stranger !== undefined)
      throw deskErrors.badScript({
        where,
        problem: { en: `there is no variable ${stranger}`, 'zh-CN': `没有变量 ${stranger}` },
      })
  } catch (error) {
    if (isAppError(error) && error.code === 'interaction.badLiquid')
      throw deskErrors.badScript({ where, problem: { en: error.in('en'), 'zh-CN': error.in('zh-CN') } })
    throw error
  }
}
