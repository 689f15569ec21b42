import { App, Button, Drawer, Input } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { Languages } from './languages.tsx'
import type { useCheck } from './use-check.ts'
import type { Writing } from './use-writing.ts'

interface Kept {
  /** Null: a new one. */
  saved: Creative | null
  onClose: () => void
  onSaved?: (creative: Creative) => void
}

/** Adds a creative or changes the one there is, says so and closes; a refusal is said and the editor stays. */
export function useKeepCreative({ saved, onClose, onSaved }: Kept) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/creatives', ['/creatives', '/campaigns'])
  const update = useWrite('put', '/creatives/{id}', ['/creatives', '/campaigns'])
  const keep = async (body: NonNullable<Parameters<typeof create.mutateAsync>[0]['body']>): Promise<void> => {
    try {
      const kept = saved
        ? await update.mutateAsync({ path: { id: saved.id }, body })
        : await create.mutateAsync({ body })
      void message.success(t('campaigns.creative.saved'))
      onSaved?.(kept)
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return { keep, isKeeping: create.isPending || update.isPending }
}

/** The drawer every editor of a creative stands in. */
export function CreativeDrawer({
  title,
  widestPx,
  isComplete,
  isKeeping,
  onKeep,
  onClose,
  children,
}: {
  title: string
  widestPx: number
  isComplete: boolean
  isKeeping: boolean
  onKeep: () => Promise<void>
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      open
      size={`min(${widestPx}px, 94vw)`}
      title={title}
      onClose={onClose}
      extra={
        <Button type="primary" disabled={!isComplete} loading={isKeeping} onClick={() => void onKeep()}>
          {t('common.save')}
        </Button>
      }
    >
      {children}
    </Drawer>
  )
}

/** What a creative is called, and the languages it is written in. */
export function NameAndLanguages<W extends object>({
  writing,
  check,
}: {
  writing: Writing<W>
  check: ReturnType<typeof useCheck>['data']
}) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('common.name')}>
        <Input
          value={writing.name}
          maxLength={100}
          onChange={(event) => writing.setName(event.target.value)}
        />
      </Field>
      <Languages writing={writing} check={check} />
    </>
  )
}
