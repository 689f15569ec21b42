import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { MergeProposal } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useKindName } from './kind-name.ts'

/** Pairs of accounts that look like one person, with what speaks for and against it; masked. */
export function ReviewQueue({ mayMerge }: { mayMerge: boolean }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const format = useFormat()
  const kindName = useKindName()
  const list = usePages('/identity/proposals', { query: { limit: 50 } })
  const person = ({ customerId, label }: MergeProposal['left']) => (
    <Go to={`/customers/${customerId}`}>{`${label} · ${customerId}`}</Go>
  )
  return (
    <Part title={t('identity.queue')} note={countWords(list)}>
      <Paged
        list={list}
        where={t('identity.queue')}
        empty={{ title: t('identity.queueEmpty'), help: t('identity.queueEmptyHelp') }}
      >
        {(items) => (
          <DataTable
            label={t('identity.queue')}
            rows={items}
            rowKey={(pair) => pair.id}
            columns={[
              {
                key: 'pair',
                title: t('identity.col.pair'),
                render: (pair) => (
                  <div className="stack-tight">
                    {person(pair.left)}
                    {person(pair.right)}
                  </div>
                ),
              },
              {
                key: 'agree',
                title: t('identity.col.agree'),
                render: ({ agree }) =>
                  agree.map(({ kind, masked }) => <div key={kind}>{`${kindName(kind)}: ${masked}`}</div>),
              },
              {
                key: 'differ',
                title: t('identity.col.differ'),
                render: ({ differ }) =>
                  differ.map(({ kind, left, right }) => (
                    <div key={kind}>{`${kindName(kind)}: ${left} / ${right}`}</div>
                  )),
              },
              {
                key: 'at',
                title: t('identity.col.proposed'),
                render: ({ proposedAt }) => format.dateTime(proposedAt),
              },
              ...(mayMerge
                ? [
                    {
                      key: 'decide',
                      title: t('identity.col.decision'),
                      render: (pair: MergeProposal) => <Decision pair={pair} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Paged>
    </Part>
  )
}

function Decision({ pair }: { pair: MergeProposal }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const decide = useWrite('post', '/identity/proposals/{id}/decision', ['/identity', '/customers'])
  const answer = async (decision: 'merge' | 'apart') => {
    try {
      await decide.mutateAsync({ path: { id: pair.id }, body: { decision } })
      void message.success(t(`identity.answered.${decision}`))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const of = { left: pair.left.label, right: pair.right.label }
  return (
    <div className="bar">
      <Button
        size="small"
        disabled={decide.isPending}
        aria-label={t('identity.mergeOf', of)}
        onClick={() => void answer('merge')}
      >
        {t('identity.merge')}
      </Button>
      <Button
        size="small"
        disabled={decide.isPending}
        aria-label={t('identity.apartOf', of)}
        onClick={() => void answer('apart')}
      >
        {t('identity.apart')}
      </Button>
    </div>
  )
}
