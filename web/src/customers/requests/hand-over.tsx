import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace, useWrite } from '../../api/hooks.ts'
import type { PrivacyRequest } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { endOfDay, startOfDay } from '../../ui/zone-day.ts'

const ways = ['in_person', 'post', 'email', 'download', 'representative'] as const

/** Closes the request for a copy: to whom it was given, when and by which way. */
export function HandOver({ request, name }: { request: PrivacyRequest; name: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const hand = useWrite('post', '/privacy/requests/{id}/hand-over', ['/privacy', '/audit'])
  const [open, setOpen] = useState(false)
  const [to, setTo] = useState('')
  const [way, setWay] = useState<(typeof ways)[number]>('in_person')
  const [on, setOn] = useState('')
  const run = async () => {
    const at = momentOf(on, zone)
    try {
      await hand.mutateAsync({
        path: { id: request.id },
        body: { to: to.trim(), way, ...(at === null ? {} : { at }) },
      })
      void message.success(t('privacy.handOver.done'))
      setOpen(false)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <Button size="small" aria-label={name} onClick={() => setOpen(true)}>
        {t('privacy.handOver.open')}
      </Button>
      <Modal
        open={open}
        title={t('privacy.handOver.title')}
        okText={t('privacy.handOver.save')}
        okButtonProps={{ disabled: to.trim().length < 2, loading: hand.isPending }}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="soft">{t('privacy.handOver.help')}</p>
        <Field label={t('privacy.handOver.to')}>
          <Input value={to} maxLength={200} autoFocus onChange={(event) => setTo(event.target.value)} />
          <span className="field-help">{t('privacy.handOver.toHelp')}</span>
        </Field>
        <Field label={t('privacy.handOver.way')}>
          <Select
            value={way}
            onChange={setWay}
            options={ways.map((value) => ({ value, label: t(`privacy.handOver.ways.${value}`) }))}
          />
        </Field>
        <Field label={t('privacy.handOver.on')} optional>
          <Input type="date" value={on} onChange={(event) => setOn(event.target.value)} />
          <span className="field-help">{t('privacy.handOver.onHelp')}</span>
        </Field>
      </Modal>
    </>
  )
}

/** The day as a moment: its end, or now where it is today, which is left to the server. Days to come it refuses. */
function momentOf(day: string, zone: string): string | null {
  if (day === '') return null
  const now = new Date().toISOString()
  const [start, end] = [startOfDay(day, zone), endOfDay(day, zone)]
  return end < now ? end : start > now ? start : null
}
