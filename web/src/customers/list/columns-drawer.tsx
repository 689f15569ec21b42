import { Button, Checkbox, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CustomerColumn } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'

const groups = ['who', 'orders', 'scores', 'leads', 'attributes', 'computed'] as const

/** Which columns stand in the list, and in which order; by keyboard as by pointer. */
export function ColumnsDrawer({
  open,
  known,
  chosen,
  onChange,
  onClose,
}: {
  open: boolean
  known: readonly CustomerColumn[]
  chosen: readonly string[]
  onChange: (columns: string[]) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const named = new Map(known.map((column) => [column.id, local(column.label)]))
  const move = (index: number, by: number) => {
    const next = [...chosen]
    const [taken] = next.splice(index, 1)
    if (taken !== undefined) next.splice(index + by, 0, taken)
    onChange(next)
  }
  const toggle = (id: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id))
  return (
    <Drawer open={open} size="min(440px, 100vw)" title={t('customers.columns.title')} onClose={onClose}>
      <div className="stack">
        <section aria-label={t('customers.columns.shown')}>
          <h3>{t('customers.columns.shown')}</h3>
          <ol className="plain-list">
            {chosen.map((id, index) => (
              <li key={id} className="bar">
                <span className="grow">{named.get(id) ?? id}</span>
                <Button
                  size="small"
                  disabled={index === 0}
                  aria-label={t('customers.columns.earlier', { name: named.get(id) ?? id })}
                  onClick={() => move(index, -1)}
                >
                  ↑
                </Button>
                <Button
                  size="small"
                  disabled={index === chosen.length - 1}
                  aria-label={t('customers.columns.later', { name: named.get(id) ?? id })}
                  onClick={() => move(index, 1)}
                >
                  ↓
                </Button>
              </li>
            ))}
          </ol>
        </section>
        {groups.map((group) => {
          const columns = known.filter((column) => column.group === group)
          if (columns.length === 0) return null
          return (
            <section key={group} aria-label={t(`customers.columns.groups.${group}`)}>
              <h3>{t(`customers.columns.groups.${group}`)}</h3>
              <div className="stack-tight">
                {columns.map((column) => (
                  <Checkbox
                    key={column.id}
                    checked={chosen.includes(column.id)}
                    // A list without a column, or with more than the server takes, is none.
                    disabled={chosen.includes(column.id) ? chosen.length === 1 : chosen.length >= mostColumns}
                    onChange={(event) => toggle(column.id, event.target.checked)}
                  >
                    {local(column.label)}
                  </Checkbox>
                ))}
              </div>
            </section>
          )
        })}
      </div>
    </Drawer>
  )
}

const mostColumns = 30
