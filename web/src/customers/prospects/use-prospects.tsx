import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { NewProspect, ProspectChange, ProspectMade } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** Reads that a change of prospects makes stale. */
const stale = ['/prospects', '/customers', '/segments']

/** Changes prospects, says what came of it, and offers to take it back. */
export function useProspectChange() {
  const { t } = useTranslation()
  const write = useWrite('post', '/prospects/changes', stale)
  const back = useWrite('post', '/prospects/changes/{id}/undo', stale)
  const { undo, say, refuse } = useSaid((id) => back.mutateAsync({ path: { id } }))
  const change = async (customers: string[], what: ProspectChange): Promise<boolean> => {
    try {
      const { changeId, changed, bought } = await write.mutateAsync({ body: { customers, what } })
      say(
        changeId,
        <>
          {t('prospects.changed', { count: changed })}{' '}
          {bought > 0 ? t('prospects.bought', { count: bought }) : null}
        </>,
      )
      return true
    } catch (error) {
      refuse(error)
      return false
    }
  }
  // That something else is being taken back keeps nobody from the next change.
  return { change, undo, isPending: write.isPending }
}

/** Makes a prospect that was typed in, and offers to open them or to take them back. */
export function useNewProspect() {
  const { t } = useTranslation()
  // Messages stand outside of the pages, where there are no links.
  const go = useGo()
  const write = useWrite('post', '/prospects', stale)
  const back = useWrite('post', '/prospects/made/{id}/undo', stale)
  const { say, refuse } = useSaid((id) => back.mutateAsync({ path: { id } }))
  /** @returns null where it was refused, and said so */
  const make = async (body: NewProspect): Promise<ProspectMade | null> => {
    try {
      const made = await write.mutateAsync({ body })
      const { changeId, customerId } = made
      if (changeId !== null && customerId !== null)
        say(changeId, t('prospects.add.made'), {
          label: t('prospects.add.show'),
          onClick: () => go(`/customers/${customerId}`),
        })
      return made
    } catch (error) {
      refuse(error)
      return null
    }
  }
  return { make, isPending: write.isPending }
}

/** Messages of what was done, each with a button that takes it back, and of what was refused. */
function useSaid(takeBack: (changeId: string) => Promise<unknown>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const refuse = (error: unknown) => void message.error(problem(error))
  const undo = async (id: string) => {
    try {
      await takeBack(id)
      void message.success(t('prospects.undone'))
    } catch (error) {
      refuse(error)
    }
  }
  const say = (id: string, words: ReactNode, more?: { label: string; onClick: () => void }) => {
    const button = (label: string, act: () => void) => (
      <Button
        size="small"
        onClick={() => {
          message.destroy(id)
          act()
        }}
      >
        {label}
      </Button>
    )
    void message.success({
      key: id,
      duration: 8,
      content: (
        <span>
          {words} {more ? <>{button(more.label, more.onClick)} </> : null}
          {button(t('prospects.undo'), () => void undo(id))}
        </span>
      ),
    })
  }
  return { undo, say, refuse }
}
