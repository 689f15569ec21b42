import { App, Button } from 'antd'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { MergeProposal } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useKindName } from './kind-name.ts'
import { Weights } from './weights.tsx'
import './identity.css'

/** No model is surer than this of anybody. */
const mostSaid = 0.999

type Choice = 'merge' | 'apart' | 'later'
const keys: Readonly<Record<string, Choice>> = { '1': 'merge', '2': 'apart', '3': 'later' }

/** Pairs that look like one person, with what speaks for and against it; masked. Answered by keyboard or mouse. */
export function ReviewQueue({ mayMerge }: { mayMerge: boolean }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const list = usePages('/identity/proposals', { query: { limit: 50 } })
  const queue = useRef<HTMLUListElement>(null)
  const step = (from: Element, by: number) => {
    const cards = [...(queue.current?.children ?? [])]
    const next = cards[cards.indexOf(from) + by]
    if (next instanceof HTMLElement) next.focus()
  }
  return (
    <Part title={t('identity.queue')} note={countWords(list)}>
      {mayMerge && list.items.length > 0 ? <p className="soft">{t('identity.keys')}</p> : null}
      <Paged
        list={list}
        where={t('identity.queue')}
        empty={{ title: t('identity.queueEmpty'), help: t('identity.queueEmptyHelp') }}
      >
        {(items) => (
          <ul className="pairs-queue" ref={queue} aria-label={t('identity.queue')}>
            {items.map((pair) => (
              <PairCard key={pair.id} pair={pair} mayMerge={mayMerge} step={step} />
            ))}
          </ul>
        )}
      </Paged>
    </Part>
  )
}

function PairCard(props: {
  pair: MergeProposal
  mayMerge: boolean
  step: (from: Element, by: number) => void
}) {
  const { pair, mayMerge, step } = props
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const card = useRef<HTMLLIElement>(null)
  const decide = useWrite('post', '/identity/proposals/{id}/decision', ['/identity', '/customers'])
  const answer = async (decision: Choice) => {
    if (decide.isPending) return
    try {
      // The next one is at hand before this one goes.
      if (card.current) step(card.current, 1)
      await decide.mutateAsync({ path: { id: pair.id }, body: { decision } })
      void message.success(t(`identity.answered.${decision}`))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const press = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const choice = mayMerge ? keys[event.key] : undefined
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (!choice && by === 0) return
    event.preventDefault()
    if (choice) void answer(choice)
    else step(event.currentTarget, by)
  }
  const of = { left: pair.left.label, right: pair.right.label }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the card is a stop so that the keys know which pair is meant
    <li ref={card} className="pair-card" tabIndex={0} onKeyDown={press} aria-label={t('identity.pairOf', of)}>
      <Pair pair={pair} />
      <Evidence pair={pair} />
      {mayMerge ? (
        <div className="stack-tight">
          {(['merge', 'apart', 'later'] as const).map((choice) => (
            <Button
              key={choice}
              size="small"
              disabled={decide.isPending}
              aria-label={t(`identity.${choice}Of`, of)}
              onClick={() => void answer(choice)}
            >
              {t(`identity.${choice}`)}
            </Button>
          ))}
        </div>
      ) : null}
    </li>
  )
}

function Pair({ pair }: { pair: MergeProposal }) {
  const { t } = useTranslation()
  const format = useFormat()
  const person = ({ customerId, label }: MergeProposal['left']) => (
    <Go to={`/customers/${customerId}`}>{`${label} · ${customerId}`}</Go>
  )
  return (
    <div className="stack-tight">
      {person(pair.left)}
      {person(pair.right)}
      <span className="faint">{format.dateTime(pair.proposedAt)}</span>
      {pair.later ? <Mark>{t('identity.putOff')}</Mark> : null}
    </div>
  )
}

function Evidence({ pair }: { pair: MergeProposal }) {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  return (
    <div className="stack-tight">
      {pair.probability === null ? null : (
        <span>
          {t('identity.probable', {
            share: `${pair.probability > mostSaid ? '> ' : ''}${format.percent(Math.min(pair.probability, mostSaid), 1)}`,
          })}
        </span>
      )}
      {pair.weights.length > 0 ? <Weights weights={pair.weights} /> : null}
      <dl className="inline-pairs">
        {pair.agree.map(({ kind, masked }) => (
          <div key={kind}>
            <dt>{t('identity.same', { kind: kindName(kind) })}</dt>
            <dd>{masked}</dd>
          </div>
        ))}
        {pair.differ.map(({ kind, left, right }) => (
          <div key={kind}>
            <dt>{kindName(kind)}</dt>
            <dd>{`${left} / ${right}`}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
