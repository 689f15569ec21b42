import { Button, Checkbox, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RecoverySettings } from '../../api/types.ts'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Part } from '../../ui/page.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import type { FormPart } from './recovery-page.tsx'
import { severityIds, topicIds } from './words.tsx'

type Remedy = RecoverySettings['remedies'][number]
const kinds = ['apology', 'refund', 'replacement', 'coupon', 'points', 'call', 'other'] as const
const tiers = ['none', 'low', 'middle', 'high'] as const

/** All remedies, one a row, with what each is for. */
export function RemedyCatalogue({ form, currency, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const change = (id: string, part: Partial<Remedy>) =>
    set({ remedies: form.remedies.map((one) => (one.id === id ? { ...one, ...part } : one)) })
  const add = () =>
    set({
      remedies: [
        ...form.remedies,
        {
          ...{ id: freeId(form.remedies), name: '', kind: 'other', costMinor: 0, topics: [] },
          ...{ fromSeverity: 2, fromTier: 'none', isStandard: false },
        },
      ],
    })
  const columns = useColumns({ currency, mayEdit, change })
  return (
    <Part
      title={t('cases.settings.remedies')}
      note={t('cases.settings.remediesNote')}
      actions={
        mayEdit && form.remedies.length < 60 ? (
          <Button size="small" onClick={add}>
            {t('cases.settings.add')}
          </Button>
        ) : null
      }
    >
      <DataTable
        label={t('cases.settings.remedies')}
        rows={form.remedies}
        rowKey={({ id }) => id}
        columns={[
          ...columns,
          {
            key: 'do',
            title: <span className="visually-hidden">{t('cases.settings.remove')}</span>,
            render: ({ id, name }) =>
              mayEdit && form.remedies.length > 1 ? (
                <Button
                  size="small"
                  type="text"
                  aria-label={t('cases.settings.removeOne', { name })}
                  onClick={() => set({ remedies: form.remedies.filter((one) => one.id !== id) })}
                >
                  {t('cases.settings.remove')}
                </Button>
              ) : null,
          },
        ]}
      />
    </Part>
  )
}

function freeId(remedies: readonly Remedy[]): string {
  let n = remedies.length + 1
  while (remedies.some(({ id }) => id === `remedy_${n}`)) n += 1
  return `remedy_${n}`
}

interface Cells {
  currency: string
  mayEdit: boolean
  change: (id: string, part: Partial<Remedy>) => void
}

function useColumns({ currency, mayEdit, change }: Cells): Column<Remedy>[] {
  const { t } = useTranslation()
  const select = <V extends string | number>(
    row: Remedy,
    field: 'kind' | 'fromSeverity' | 'fromTier',
    name: string,
    options: { value: V; label: string }[],
  ) => (
    <Select
      aria-label={`${row.name} ${name}`}
      disabled={!mayEdit}
      popupMatchSelectWidth={false}
      style={{ minWidth: 96 }}
      value={row[field] as unknown as V}
      onChange={(value: V) => change(row.id, { [field]: value })}
      options={options}
    />
  )
  return [
    {
      key: 'name',
      title: t('cases.settings.name'),
      render: (row) => (
        <Input
          aria-label={t('cases.settings.name')}
          disabled={!mayEdit}
          maxLength={80}
          value={row.name}
          style={{ minWidth: 160 }}
          onChange={({ target }) => change(row.id, { name: target.value })}
        />
      ),
    },
    {
      key: 'kind',
      title: t('cases.settings.kind'),
      render: (row) =>
        select(
          row,
          'kind',
          t('cases.settings.kind'),
          kinds.map((value) => ({ value, label: t(`cases.settings.kinds.${value}`) })),
        ),
    },
    {
      key: 'cost',
      title: t('cases.settings.cost'),
      width: 120,
      render: (row) => (
        <MoneyInput
          label={`${row.name} ${t('cases.settings.cost')}`}
          value={row.costMinor}
          currency={currency}
          onChange={(amount) => change(row.id, { costMinor: amount ?? 0 })}
        />
      ),
    },
    {
      key: 'severity',
      title: t('cases.settings.fromSeverity'),
      render: (row) =>
        select(
          row,
          'fromSeverity',
          t('cases.settings.fromSeverity'),
          severityIds.map((key, i) => ({ value: i + 1, label: t(`cases.severities.${key}`) })),
        ),
    },
    {
      key: 'tier',
      title: t('cases.settings.fromTier'),
      render: (row) =>
        select(
          row,
          'fromTier',
          t('cases.settings.fromTier'),
          tiers.map((value) => ({ value, label: t(`cases.tiers.${value}`) })),
        ),
    },
    {
      key: 'topics',
      title: t('cases.settings.topics'),
      render: (row) => (
        <Select
          mode="multiple"
          aria-label={`${row.name} ${t('cases.settings.topics')}`}
          disabled={!mayEdit}
          maxTagCount={2}
          style={{ minWidth: 160, maxWidth: 260 }}
          placeholder={t('cases.settings.allTopics')}
          value={row.topics}
          onChange={(topics) => change(row.id, { topics })}
          options={topicIds.map((value) => ({ value, label: t(`cases.topics.${value}`) }))}
        />
      ),
    },
    {
      key: 'standard',
      title: t('cases.settings.standard'),
      render: (row) => (
        <Checkbox
          aria-label={`${row.name} ${t('cases.settings.standard')}`}
          disabled={!mayEdit}
          checked={row.isStandard}
          onChange={({ target }) => change(row.id, { isStandard: target.checked })}
        />
      ),
    },
  ]
}
