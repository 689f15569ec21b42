import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay, useRefresh } from '../api/hooks.ts'
import type { Objective, Segment } from '../api/types.ts'
import { Field } from './field.tsx'
import { useGo } from './go.tsx'
import { useProblemText } from './states.tsx'

/** Any set of people that a rule describes can become a segment, or at once a campaign. */
export function PeopleActions({
  rule,
  suggestedName,
  objective = 'grow',
}: {
  rule: unknown
  suggestedName: string
  objective?: Objective
}) {
  const { t } = useTranslation()
  const mayEdit = useMay('segments.edit')
  const mayPlan = useMay('campaigns.edit')
  const [asking, setAsking] = useState<'segment' | 'campaign' | null>(null)
  const [name, setName] = useState(suggestedName)
  const save = useSaveSegment()
  const go = useGo()
  const ask = (kind: 'segment' | 'campaign') => {
    setName(suggestedName)
    setAsking(kind)
  }
  const confirm = async () => {
    const segment = await save.run(name, rule)
    if (!segment) return
    if (asking === 'campaign') {
      const campaignId = await save.plan(segment, objective)
      if (campaignId) go(`/campaigns/${campaignId}`)
    } else go(`/insight/segments/${segment.id}`)
    setAsking(null)
  }
  return (
    <>
      {mayEdit ? <Button onClick={() => ask('segment')}>{t('people.saveSegment')}</Button> : null}
      {mayEdit && mayPlan ? (
        <Button onClick={() => ask('campaign')}>{t('people.makeCampaign')}</Button>
      ) : null}
      <Modal
        open={asking !== null}
        title={asking === 'campaign' ? t('people.makeCampaign') : t('people.saveSegment')}
        okText={asking === 'campaign' ? t('people.createDraft') : t('common.save')}
        okButtonProps={{ disabled: name.trim() === '', loading: save.busy }}
        onOk={() => void confirm()}
        onCancel={() => setAsking(null)}
        destroyOnHidden
      >
        <Field label={t('people.segmentName')}>
          <Input value={name} maxLength={100} autoFocus onChange={(event) => setName(event.target.value)} />
        </Field>
        {asking === 'campaign' ? <p className="soft">{t('people.campaignNote')}</p> : null}
      </Modal>
    </>
  )
}

/** Saves a rule as a segment, and a draft campaign on a segment. */
export function useSaveSegment() {
  const { t } = useTranslation()
  const send = useCall()
  const refresh = useRefresh()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  const guarded = async <T,>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true)
    try {
      return await work()
    } catch (error) {
      void message.error(problem(error))
      return null
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    run: (name: string, rule: unknown): Promise<Segment | null> =>
      guarded(async () => {
        const segment = await send('post', '/segments', {
          body: { name: name.trim(), description: '', rule: rule as Segment['rule'] },
        })
        await refresh('/segments')
        void message.success(t('people.saved', { name: segment.name }))
        return segment
      }),
    plan: (segment: { id: string; name: string }, objective: Objective): Promise<string | null> =>
      guarded(async () => {
        const campaign = await send('post', '/campaigns', {
          body: {
            name: t('people.campaignName', { name: segment.name }).slice(0, 100),
            objective,
            segmentId: segment.id,
          },
        })
        await refresh('/campaigns', '/home')
        return campaign.id
      }),
  }
}
