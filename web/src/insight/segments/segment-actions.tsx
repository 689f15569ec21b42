import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Segment } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { useSaveSegment } from '../../ui/people-actions.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { SegmentFile } from './segment-file.tsx'
import type { SegmentInput, useSegmentStore } from './use-segment-store.ts'

/** What can be done with the people of a saved segment. */
export function SegmentActions({ segment }: { segment: Segment }) {
  const { t } = useTranslation()
  const go = useGo()
  const mayPeople = useMay('customers.read')
  const mayExport = useMay('customers.export')
  const [asking, setAsking] = useState(false)
  const mayPlan = useMay('campaigns.edit')
  const mayEdit = useMay('segments.edit')
  const save = useSaveSegment()
  const bin = useSegmentBin()
  const plan = async () => {
    const id = await save.plan(segment, 'grow')
    if (id) go(`/campaigns/${id}`)
  }
  if (segment.deletedAt) {
    return mayEdit ? <Button onClick={() => void bin.restore(segment)}>{t('common.restore')}</Button> : null
  }
  return (
    <>
      {mayPeople ? (
        <Button onClick={() => go(`/customers?segment=${segment.id}`)}>{t('insight.segments.people')}</Button>
      ) : null}
      {mayExport ? <Button onClick={() => setAsking(true)}>{t('insight.segments.export')}</Button> : null}
      {asking ? <SegmentFile segment={segment} onClose={() => setAsking(false)} /> : null}
      {mayPlan ? (
        <Button loading={save.busy} onClick={() => void plan()}>
          {t('insight.segments.campaign')}
        </Button>
      ) : null}
      {mayEdit ? (
        <Button
          onClick={() => void bin.remove(segment).then((removed) => removed && go('/insight/segments'))}
        >
          {t('common.delete')}
        </Button>
      ) : null}
    </>
  )
}

/** Into the bin and out again; the message that says so carries the way back. */
export function useSegmentBin() {
  const { t } = useTranslation()
  const { message, notification } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', '/segments/{id}', ['/segments'])
  const restore = useWrite('post', '/segments/{id}/restore', ['/segments'])
  const takeBack = async (segment: Pick<Segment, 'id' | 'name'>) => {
    try {
      await restore.mutateAsync({ path: { id: segment.id } })
      void message.success(t('insight.segments.restored', { name: segment.name }))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return {
    restore: takeBack,
    remove: async (segment: Pick<Segment, 'id' | 'name'>): Promise<boolean> => {
      try {
        await remove.mutateAsync({ path: { id: segment.id } })
      } catch (error) {
        void message.error(problem(error))
        return false
      }
      const key = `bin-${segment.id}`
      notification.open({
        key,
        title: t('insight.segments.deleted', { name: segment.name }),
        duration: 10,
        actions: (
          <Button
            size="small"
            onClick={() => {
              notification.destroy(key)
              void takeBack(segment)
            }}
          >
            {t('common.undo')}
          </Button>
        ),
      })
      return true
    },
  }
}

export function Conflict({
  store,
  input,
}: {
  store: ReturnType<typeof useSegmentStore>
  input: SegmentInput
}) {
  const { t } = useTranslation()
  return (
    <div className="notice notice-look" role="alert">
      <p>{t('insight.segments.conflict')}</p>
      <p className="soft">{t('insight.segments.conflictHelp')}</p>
      <p className="state-actions">
        <Button onClick={() => void store.loadTheirs()}>{t('insight.segments.loadTheirs')}</Button>
        <Button onClick={() => void store.saveCopy(input)}>{t('insight.segments.saveCopy')}</Button>
      </p>
    </div>
  )
}
