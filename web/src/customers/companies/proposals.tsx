import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { CompanyProposal } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'

/** Companies that may be one, and customers who may work at one. */
export function Proposals({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const list = usePages('/company-proposals', { query: { limit: 20 } })
  if (list.items.length === 0) return null
  const sideOf = (side: { id: string; name: string; contacts: number }) => (
    <>
      <Go to={`/customers/companies/${side.id}`}>{side.name}</Go>
      <span className="row-help">{t('companies.proposals.people', { count: side.contacts })}</span>
    </>
  )
  return (
    <Part title={t('companies.proposals.title')} note={countWords(list)}>
      <Paged list={list} where={t('companies.proposals.title')} height={120} empty={{ title: '' }}>
        {(items) => (
          <DataTable
            label={t('companies.proposals.title')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'what',
                title: t('companies.proposals.title'),
                render: (row) => (row.other ? t('companies.proposals.same') : t('companies.proposals.works')),
              },
              { key: 'company', title: t('companies.name'), render: (row) => sideOf(row.company) },
              {
                key: 'other',
                title: t('companies.contacts'),
                render: (row) =>
                  row.other ? (
                    sideOf(row.other)
                  ) : row.customer ? (
                    <Go to={`/customers/${row.customer.customerId}`}>{row.customer.label}</Go>
                  ) : null,
              },
              {
                key: 'evidence',
                title: t('companies.one.facts'),
                render: (row) => t(`companies.proposals.evidence.${row.evidence}`),
              },
              ...(mayChange
                ? [
                    {
                      key: 'decide',
                      title: <span className="visually-hidden">{t('companies.proposals.title')}</span>,
                      render: (row: CompanyProposal) => <Decide proposal={row} />,
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

function Decide({ proposal }: { proposal: CompanyProposal }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('post', '/company-proposals/{id}/decide', [
    '/company-proposals',
    '/companies',
    '/customers',
  ])
  const decide = async (accept: boolean) => {
    try {
      await write.mutateAsync({ path: { id: proposal.id }, body: { accept } })
      void message.success(t(accept ? 'companies.proposals.accepted' : 'companies.proposals.refused'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const { company, other, customer } = proposal
  const names = {
    one: company.name,
    name: company.name,
    other: other?.name ?? '',
    label: customer?.label ?? '',
  }
  const [yes, no] = other ? (['mergeThem', 'apart'] as const) : (['takeIn', 'refuse'] as const)
  return (
    <div className="bar">
      <Button
        size="small"
        loading={write.isPending}
        aria-label={t(`companies.proposals.${other ? 'mergeOf' : 'takeInOf'}`, names)}
        onClick={() => void decide(true)}
      >
        {t(`companies.proposals.${yes}`)}
      </Button>
      <Button
        size="small"
        type="text"
        disabled={write.isPending}
        aria-label={t(`companies.proposals.${other ? 'apartOf' : 'refuseOf'}`, names)}
        onClick={() => void decide(false)}
      >
        {t(`companies.proposals.${no}`)}
      </Button>
    </div>
  )
}
