import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useWrite } from '../../api/hooks.ts'
import type { MergeRecord } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

const rules = ['anonymous', 'unionid', 'card', 'openid', 'email', 'phone', 'device', 'review'] as const

/** The log of merges with an undo for each; of one customer where one is named. */
export function MergeHistory({ customer }: { customer?: string }) {
  const { t } = useTranslation()
  const countWords = useCountWords()
  const list = usePages('/identity/merges', { query: { limit: 50, ...(customer ? { customer } : {}) } })
  const words = customer ? 'ofCustomer' : 'history'
  return (
    <Part title={t(`identity.${words}`)} note={countWords(list)}>
      <Paged
        list={list}
        where={t(`identity.${words}`)}
        height={customer ? 80 : 320}
        empty={{
          title: t(customer ? 'identity.ofCustomerEmpty' : 'identity.historyEmpty'),
          help: t('identity.historyEmptyHelp'),
        }}
      >
        {(items) => <Log items={items} label={t(`identity.${words}`)} />}
      </Paged>
    </Part>
  )
}

function Log({ items, label }: { items: readonly MergeRecord[]; label: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ruleName = (rule: string) => {
    const known = rules.find((each) => each === rule)
    return known ? t(`identity.rules.${known}`) : rule
  }
  return (
    <DataTable
      label={label}
      rows={items}
      rowKey={(merge) => merge.id}
      columns={[
        {
          key: 'merged',
          title: t('identity.col.merged'),
          render: ({ kept, merged }) =>
            t('identity.into', {
              merged: `${merged.label} · ${merged.customerId}`,
              kept: `${kept.label} · ${kept.customerId}`,
            }),
        },
        {
          key: 'rule',
          title: t('identity.col.rule'),
          render: ({ rule, decidedBy }) => (
            <>
              {ruleName(rule)}
              <span className="row-help">{decidedBy}</span>
            </>
          ),
        },
        { key: 'at', title: t('identity.col.at'), render: ({ mergedAt }) => format.dateTime(mergedAt) },
        { key: 'undo', title: t('identity.col.undo'), render: (merge) => <Undo merge={merge} /> },
      ]}
    />
  )
}

/** Takes one merge back, after asking. */
export function Undo({ merge }: { merge: MergeRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayMerge = useMay('customers.merge')
  const undo = useWrite('post', '/identity/merges/{id}/undo', ['/identity', '/customers'])
  if (merge.undoneAt !== null)
    return <span className="soft">{t('identity.undone', { date: format.dateTime(merge.undoneAt) })}</span>
  if (!mayMerge) return null
  const takeBack = async () => {
    try {
      await undo.mutateAsync({ path: { id: merge.id } })
      void message.success(t('identity.undoneNow'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Popconfirm
      title={t('identity.undoTitle')}
      description={t('identity.undoHelp')}
      okText={t('identity.undo')}
      onConfirm={() => takeBack()}
    >
      <Button
        size="small"
        loading={undo.isPending}
        aria-label={t('identity.undoOf', { merged: merge.merged.label, kept: merge.kept.label })}
      >
        {t('identity.undo')}
      </Button>
    </Popconfirm>
  )
}
