import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import './desk.css'
import { DeskFrame, TaskScreen } from './desk-page.tsx'
import { useWork } from './use-work.ts'

/** What an adviser has before them, for one free hand. */
export function ShopPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const work = useWork('shop')
  const list = useRead('/desk/mine', { query: { kind: 'shop', limit: 100 } }, { refetchInterval: 60_000 })
  return (
    <DeskFrame title={t('desk.shopTitle')} answers={t('desk.shopAnswers')}>
      {work.brief ? (
        <>
          <p>
            <Button onClick={work.close}>{t('desk.shopClose')}</Button>
          </p>
          <TaskScreen work={work} />
        </>
      ) : (
        <Part title={t('desk.tabs.shop')}>
          <Loaded query={list} where={t('desk.tabs.shop')} height={240}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState title={t('desk.shopEmpty')}>{t('desk.shopEmptyHelp')}</EmptyState>
              ) : (
                <ul className="desk-list">
                  {items.map((task) => (
                    <li key={task.id}>
                      <div>
                        <p>
                          <strong>{task.label}</strong>{' '}
                          {task.promisedAt ? (
                            <Mark tone="look">
                              {t('desk.promisedAt', { time: format.dateTime(task.promisedAt) })}
                            </Mark>
                          ) : null}{' '}
                          {task.assignedTo ? <Mark>{t('desk.mine')}</Mark> : null}
                        </p>
                        <p>{local(task.reason)}</p>
                        <p className="faint">{t('desk.until', { time: format.dateTime(task.dueUntil) })}</p>
                      </div>
                      <Button size="large" disabled={work.isBusy} onClick={() => void work.open(task.id)}>
                        {t('desk.shopOpen')}
                      </Button>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Part>
      )}
    </DeskFrame>
  )
}
