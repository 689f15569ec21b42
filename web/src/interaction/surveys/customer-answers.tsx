import { AnswerList } from './answer-list.tsx'

/** What this customer answered when they were asked. */
export function CustomerAnswers({ customerId }: { customerId: string }) {
  return <AnswerList customer={customerId} />
}
