import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { taskTones } from './queue.tsx'
import { TaskForm } from './task-form.tsx'

/** Whom of us is to call this customer, and why; another task is made from here. */
export function CustomerTasks({ customerId }: { customerId: string }) {
  return useMay('desk.supervise') ? <Tasks customerId={customerId} /> : null
}

function Tasks({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const list = useRead('/desk/tasks', { query: { customer: customerId, limit: 20 } })
  const teams = useRead('/desk/teams')
  const [adding, setAdding] = useState(false)
  const canAdd = (teams.data?.items.length ?? 0) > 0
  return (
    <Part
      title={t('deskTools.ofCustomer.title')}
      actions={
        canAdd ? <Button onClick={() => setAdding(true)}>{t('deskTools.ofCustomer.add')}</Button> : null
      }
    >
      <Loaded query={list} where={t('deskTools.ofCustomer.title')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={t('deskTools.ofCustomer.empty')}
              action={
                teams.data && !canAdd ? (
                  <Go to="/interaction/desk/board">{t('deskTools.ofCustomer.toTeams')}</Go>
                ) : null
              }
            >
              {t(teams.data && !canAdd ? 'deskTools.ofCustomer.noTeam' : 'deskTools.ofCustomer.emptyHelp')}
            </EmptyState>
          ) : (
            <DataTable
              label={t('deskTools.ofCustomer.title')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { key: 'reason', title: t('desk.col.reason'), render: (row) => local(row.reason) },
                {
                  key: 'from',
                  title: t('deskTools.ofCustomer.from'),
                  render: (row) => row.originName || '–',
                },
                { key: 'team', title: t('desk.col.team'), render: (row) => row.teamName },
                {
                  key: 'state',
                  title: t('desk.col.state'),
                  render: (row) => (
                    <>
                      <Mark tone={taskTones[row.state]}>{t(`desk.states.${row.state}`)}</Mark>{' '}
                      <span className="faint">{local(row.endReason)}</span>
                    </>
                  ),
                },
                {
                  key: 'due',
                  title: t('desk.col.due'),
                  figure: true,
                  render: (row) => format.dateTime(row.promisedAt ?? row.dueUntil),
                },
              ]}
            />
          )
        }
      </Loaded>
      {adding ? (
        <TaskForm teams={teams.data?.items ?? []} customerId={customerId} onClose={() => setAdding(false)} />
      ) : null}
    </Part>
  )
}
