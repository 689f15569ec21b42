import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { type Column, DataTable } from '../ui/table.tsx'
import { BinButton, BinSwitch, type Named, useBin, useBinView } from './use-bin.tsx'

/** The parts plans are made of, offers or creatives: those in use or those in the bin, each with its way there or back. */
export function BinList<T extends Named>({
  kind,
  title,
  query,
  empty,
  add,
  columns,
  onOpen,
}: {
  kind: 'offers' | 'creatives'
  title: string
  query: UseQueryResult<{ items: T[] }>
  empty: { title: string; help: string }
  add: ReactNode
  columns: Column<T>[]
  onOpen: (item: T) => void
}) {
  const { t } = useTranslation()
  const mayEdit = useMay('campaigns.edit')
  const { inBin } = useBinView()
  const bin = useBin(kind)
  const last: Column<T> = {
    key: 'do',
    title: <span className="visually-hidden">{inBin ? t('common.restore') : t('common.delete')}</span>,
    figure: true,
    render: (row) => (mayEdit ? <BinButton item={row} inBin={inBin} bin={bin} /> : null),
  }
  return (
    <Part title={title} actions={<BinSwitch list={title} />}>
      <Loaded query={query} where={title} height={240}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={inBin ? t('campaigns.binEmpty') : empty.title}
              action={mayEdit && !inBin ? add : null}
            >
              {inBin ? null : empty.help}
            </EmptyState>
          ) : (
            <DataTable
              label={title}
              rows={items}
              rowKey={(row) => row.id}
              {...(mayEdit && !inBin ? { onOpen } : {})}
              columns={[...columns, last]}
            />
          )
        }
      </Loaded>
    </Part>
  )
}
