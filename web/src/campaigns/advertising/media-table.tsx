import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaFigures } from '../../api/types.ts'
import { toCsv } from '../../ui/chart/csv.ts'
import { saveText } from '../../ui/download.ts'
import { Mark } from '../../ui/figures.tsx'
import { minorDigits } from '../../ui/format.ts'
import { type Column, DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Medium = MediaFigures['media'][number]
type Row = Omit<Medium, 'campaigns' | 'label' | 'medium'> & { key: string; name: string; isPart: boolean }

/** Media beside each other; one opens into its campaigns. */
export function MediaTable({ figures }: { figures: MediaFigures }) {
  const { t } = useTranslation()
  const local = useLocal()
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const columns = useColumns(figures.currency)
  const rowsOf = (medium: Medium, all: boolean): Row[] => [
    { ...medium, key: medium.medium, name: local(medium.label), isPart: false },
    ...(all || opened.has(medium.medium)
      ? medium.campaigns.map((one) => ({
          ...{ ...one, key: `${medium.medium}\n${one.campaign}`, name: one.campaign, isPart: true },
        }))
      : []),
  ]
  const open = ({ key, isPart }: Row) => {
    if (isPart) return
    const next = new Set(opened)
    if (!next.delete(key)) next.add(key)
    setOpened(next)
  }
  const save = () => {
    const rows = figures.media.flatMap((medium) =>
      rowsOf(medium, true).map((row) => [
        medium.medium,
        row.isPart ? row.name : '',
        ...rawOf(row, figures.currency),
      ]),
    )
    saveText(toCsv(rawHead, rows), `${t('advertising.file')}.csv`)
  }
  return (
    <>
      <DataTable
        label={t('advertising.media')}
        rows={figures.media.flatMap((medium) => rowsOf(medium, false))}
        rowKey={({ key }) => key}
        columns={columns}
        onOpen={open}
      />
      <div className="bar">
        <Button size="small" onClick={save}>
          {t('advertising.csv')}
        </Button>
      </div>
    </>
  )
}

function useColumns(currency: string): Column<Row>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const money = (minor: number | null) => (minor === null ? '–' : format.money(minor, currency))
  const count = (n: number | null) => (n === null ? '–' : format.integer(n))
  const figure = (key: string, title: string, render: (row: Row) => React.ReactNode) => ({
    ...{ key, title, figure: true, render },
  })
  const between = (text: string, lo: string, hi: string) => (
    <>
      {text}
      <span className="range" style={{ display: 'block' }}>
        ({lo} … {hi})
      </span>
    </>
  )
  const ofPeople = (row: Row, render: () => React.ReactNode) =>
    row.isTied ? render() : <span className="faint">–</span>
  return [
    {
      ...{ key: 'name', title: t('advertising.medium') },
      render: (row) => (
        <span style={row.isPart ? { paddingInlineStart: 16 } : {}}>
          {row.name} {row.isTied || row.isPart ? null : <Mark tone="look">{t('advertising.untied')}</Mark>}
        </span>
      ),
    },
    figure('spend', t('advertising.spend'), (row) => money(row.spendMinor)),
    figure('clicks', t('advertising.clicks'), (row) => count(row.clicks)),
    figure('perClick', t('advertising.perClick'), (row) => money(row.costPerClickMinor)),
    figure('people', t('advertising.people'), (row) => ofPeople(row, () => count(row.people))),
    figure('perPerson', t('advertising.perPerson'), (row) => money(row.costPerPersonMinor)),
    figure('customers', t('advertising.customers'), (row) => ofPeople(row, () => count(row.customers))),
    figure('perCustomer', t('advertising.perCustomer'), (row) => (
      <strong>{money(row.costPerCustomerMinor)}</strong>
    )),
    figure('orders', t('advertising.orders'), ({ quality }) =>
      quality === null ? '–' : format.decimal(quality.ordersEach, 2),
    ),
    figure('returned', t('advertising.returned'), ({ quality }) =>
      quality === null
        ? '–'
        : between(
            format.percent(quality.returned.estimate, 0),
            format.percent(quality.returned.lo, 0),
            format.percent(quality.returned.hi, 0),
          ),
    ),
    figure('contribution', t('advertising.contribution'), ({ quality }) => {
      if (quality === null) return '–'
      const { estimate, lo, hi } = quality.contributionMinor
      const text = money(Math.round(estimate))
      return lo === null || hi === null ? text : between(text, money(Math.round(lo)), money(Math.round(hi)))
    }),
    figure('repaid', t('advertising.repaid'), (row) =>
      row.repaidShare === null ? (
        '–'
      ) : (
        <>
          {format.percent(row.repaidShare, 0)}{' '}
          {row.repaidBy === null ? null : (
            <span className="range">{t('advertising.repaidBy', { date: format.date(row.repaidBy) })}</span>
          )}
        </>
      ),
    ),
  ]
}

const rawHead = [
  ...[
    'medium',
    'campaign',
    'spend',
    'impressions',
    'clicks',
    'conversions_reported',
    'cost_per_click',
    'people',
  ],
  ...['customers', 'cost_per_person', 'cost_per_customer', 'customers_90_days', 'orders_each', 'returned'],
  ...[
    'returned_low',
    'returned_high',
    'contribution',
    'contribution_low',
    'contribution_high',
    'repaid',
    'repaid_by',
  ],
]

function rawOf(row: Row, currency: string): (string | number | null)[] {
  const unit = 10 ** minorDigits(currency)
  const money = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? null : minor / unit
  const { quality } = row
  return [
    ...[money(row.spendMinor), row.impressions, row.clicks, row.conversions, money(row.costPerClickMinor)],
    ...(row.isTied ? [row.people, row.customers] : [null, null]),
    ...[money(row.costPerPersonMinor), money(row.costPerCustomerMinor)],
    ...[quality?.customers ?? null, quality?.ordersEach ?? null, quality?.returned.estimate ?? null],
    ...[
      quality?.returned.lo ?? null,
      quality?.returned.hi ?? null,
      money(quality?.contributionMinor.estimate),
    ],
    ...[
      money(quality?.contributionMinor.lo),
      money(quality?.contributionMinor.hi),
      row.repaidShare,
      row.repaidBy,
    ],
  ]
}
