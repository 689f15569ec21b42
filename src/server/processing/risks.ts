import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { type Section, say } from './facts/fact.ts'
import { isOn } from './facts/security.ts'

const step = z.int().min(1).max(4)

export const riskShape = z.object({
  what: z.string().trim().min(1).max(1_000).describe('What could happen to the people concerned'),
  likelihood: step.describe('1 hardly, 2 possible, 3 likely, 4 almost certain'),
  severity: step.describe('1 negligible, 2 limited, 3 serious, 4 grave'),
  measures: z.string().trim().max(2_000).describe('What is done against it'),
  leftLikelihood: step.describe('With the measures'),
  leftSeverity: step,
})
export type Risk = z.output<typeof riskShape>

export type Level = 'low' | 'medium' | 'high' | 'very_high'

/** Of a grid of four by four: up to 3 low, 6 medium, 9 high, above very high. */
export function levelOf(likelihood: number, severity: number): Level {
  const product = likelihood * severity
  return product <= 3 ? 'low' : product <= 6 ? 'medium' : product <= 9 ? 'high' : 'very_high'
}

/** Risks to begin from, with the measures that are really on. How likely and how grave is for people to say. */
export function proposedRisks(sections: readonly Section[]): { what: Localized; measures: Localized }[] {
  const has = (section: string, id: string) =>
    sections.some((one) => one.id === section && one.facts.some((fact) => fact.id === id))
  const told = (section: string, ...ids: string[]): Localized => {
    const found = ids.flatMap((id) => {
      const one = sections.find(({ id: name }) => name === section)?.facts.find((fact) => fact.id === id)
      return one && (section !== 'security' || isOn(one)) ? [one] : []
    })
    const line = (language: 'en' | 'zh-CN') =>
      found
        .map(
          ({ name, details }) =>
            `${name[language]}: ${details.map(({ value }) => value[language]).join('; ')}`,
        )
        .join('\n')
    return say(line('en'), line('zh-CN').replaceAll(': ', '：').replaceAll('; ', '；'))
  }
  return [
    {
      what: say('Somebody who may not sees personal data, or they leak', '个人信息被无权者查看或泄露'),
      measures: told('security', 'encryption', 'roles', 'fields', 'https'),
    },
    {
      what: say(
        'Data are kept and used longer, or for more, than people were told',
        '个人信息的保存时间或用途超出告知范围',
      ),
      measures: told('security', 'shredding', 'audit'),
    },
    {
      what: say(
        'Choosing people by profile treats some of them unfairly',
        '按画像筛选客户，使部分客户受到不公平对待',
      ),
      measures: told('decisions', 'audience', 'budget', 'arms'),
    },
    {
      what: say('People are contacted although they refused', '客户已拒绝仍被触达'),
      measures: told('decisions', 'sending'),
    },
    ...(has('people', 'family')
      ? [
          {
            what: say(
              'Data about children of customers are used against their interest',
              '客户子女的信息被不当使用',
            ),
            measures: told('security', 'fields'),
          },
        ]
      : []),
    ...(has('recipients', 'mail')
      ? [
          {
            what: say(
              'A recipient uses what it gets for purposes of its own',
              '接收方将所获信息用于自身目的',
            ),
            measures: told('security', 'audit'),
          },
        ]
      : []),
  ]
}
