import { App, Button, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSlug, useWrite } from '../../api/hooks.ts'
import type { PrivacyRequest } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const stale = ['/privacy', '/customers', '/audit']

/** What can be done with a request where it stands. */
export function RequestSteps({ request }: { request: PrivacyRequest }) {
  const { t, i18n } = useTranslation()
  const slug = useSlug()
  const of = { kind: t(`privacy.kinds.${request.kind}`), customer: request.label ?? '' }
  const base = `/api/workspaces/${slug}/privacy/requests/${request.id}`
  const isOver = request.expiresAt !== null && new Date(request.expiresAt) <= new Date()
  switch (request.state) {
    case 'received':
      return (
        <div className="bar unwrapped">
          <Approve request={request} label={t('privacy.approve')} name={t('privacy.approveOf', of)} />
          <Refuse request={request} name={t('privacy.refuseOf', of)} />
          <Cancel request={request} name={t('privacy.cancelOf', of)} />
        </div>
      )
    case 'approved':
      return <Cancel request={request} name={t('privacy.cancelOf', of)} />
    case 'ready':
      return isOver ? (
        <Approve request={request} label={t('privacy.again')} name={t('privacy.approveOf', of)} />
      ) : (
        <Button size="small" href={`${base}/copy`} download>
          {t('privacy.download')}
        </Button>
      )
    case 'done':
      return request.hasCertificate ? (
        <Button size="small" href={`${base}/certificate/page?language=${i18n.language}`} target="_blank">
          {t('privacy.certificate')}
        </Button>
      ) : null
    default:
      return null
  }
}

interface Step {
  request: PrivacyRequest
  /** What the button is called for those who do not see the row. */
  name: string
}

function Approve({ request, label, name }: Step & { label: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const approve = useWrite('post', '/privacy/requests/{id}/approve', stale)
  const run = async () => {
    try {
      await approve.mutateAsync({ path: { id: request.id } })
      void message.success(t('privacy.approved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const button = (
    <Button
      size="small"
      aria-label={name}
      loading={approve.isPending}
      {...(request.kind === 'access' ? { onClick: () => void run() } : {})}
    >
      {label}
    </Button>
  )
  if (request.kind === 'access') return button
  return (
    <Popconfirm
      title={t('privacy.approveErasureTitle')}
      description={t('privacy.approveErasureHelp')}
      okText={t('privacy.approve')}
      onConfirm={() => run()}
    >
      {button}
    </Popconfirm>
  )
}

function Cancel({ request, name }: Step) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const cancel = useWrite('post', '/privacy/requests/{id}/cancel', stale)
  const run = async () => {
    try {
      await cancel.mutateAsync({ path: { id: request.id } })
      void message.success(t('privacy.cancelled'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Popconfirm
      title={t('privacy.cancelTitle')}
      description={t('privacy.cancelHelp')}
      okText={t('privacy.cancelYes')}
      cancelText={t('privacy.cancelNo')}
      onConfirm={() => run()}
    >
      <Button size="small" aria-label={name} loading={cancel.isPending}>
        {t('privacy.cancel')}
      </Button>
    </Popconfirm>
  )
}

function Refuse({ request, name }: Step) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const refuse = useWrite('post', '/privacy/requests/{id}/refuse', stale)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const run = async () => {
    try {
      await refuse.mutateAsync({ path: { id: request.id }, body: { reason: reason.trim() } })
      void message.success(t('privacy.refused'))
      setAsking(false)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <Button size="small" aria-label={name} onClick={() => setAsking(true)}>
        {t('privacy.refuse')}
      </Button>
      <Modal
        open={asking}
        title={t('privacy.refuseTitle')}
        okText={t('privacy.refuse')}
        okButtonProps={{ disabled: reason.trim().length < 3, loading: refuse.isPending }}
        onOk={() => void run()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <Field label={t('privacy.refuseReason')}>
          <Input
            value={reason}
            maxLength={500}
            autoFocus
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
      </Modal>
    </>
  )
}
