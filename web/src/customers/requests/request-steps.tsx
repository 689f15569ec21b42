import { App, Button, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSlug, useWrite } from '../../api/hooks.ts'
import type { PrivacyRequest } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { HandOver } from './hand-over.tsx'

const stale = ['/privacy', '/customers', '/audit']

/** What can be done with a request where it stands. */
export function RequestSteps({ request }: { request: PrivacyRequest }) {
  const { t, i18n } = useTranslation()
  const slug = useSlug()
  const of = { kind: t(`privacy.kinds.${request.kind}`), customer: request.label ?? '' }
  const certificate = `/api/workspaces/${slug}/privacy/requests/${request.id}/certificate/page?language=${i18n.language}`
  const base = `/api/workspaces/${slug}/privacy/requests/${request.id}`
  const isOver = request.expiresAt !== null && new Date(request.expiresAt) <= new Date()
  switch (request.state) {
    case 'received':
      return (
        <div className="bar unwrapped">
          <Approve request={request} label={t('privacy.approve')} name={t('privacy.approveOf', of)} />
          <WithReason
            name={t('privacy.refuseOf', of)}
            words={{
              ...{ open: t('privacy.refuse'), title: t('privacy.refuseTitle') },
              ...{ reason: t('privacy.refuseReason'), done: t('privacy.refused') },
            }}
            path="/privacy/requests/{id}/refuse"
            request={request}
          />
          <Cancel request={request} name={t('privacy.cancelOf', of)} />
        </div>
      )
    case 'approved':
      return <Cancel request={request} name={t('privacy.cancelOf', of)} />
    case 'ready':
      return isOver ? (
        <Approve request={request} label={t('privacy.again')} name={t('privacy.approveOf', of)} />
      ) : (
        <div className="bar unwrapped">
          <Button size="small" href={`${base}/copy`} download>
            {t('privacy.download')}
          </Button>
          <HandOver request={request} name={t('privacy.handOver.of', of)} />
        </div>
      )
    case 'done':
      return request.hasCertificate ? (
        <div className="bar unwrapped">
          <Button size="small" href={certificate} target="_blank">
            {t('privacy.certificate')}
          </Button>
          {request.kind === 'correction' ? (
            <WithReason
              name={t('privacy.undo.of', of)}
              words={{
                ...{ open: t('privacy.undo.open'), title: t('privacy.undo.title') },
                ...{ help: t('privacy.undo.help'), reason: t('privacy.undo.reason') },
                done: t('privacy.undo.done'),
              }}
              path="/privacy/requests/{id}/undo"
              request={request}
            />
          ) : null}
        </div>
      ) : null
    case 'undone':
      return (
        <Button size="small" href={certificate} target="_blank">
          {t('privacy.certificate')}
        </Button>
      )
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
  const isErasure = request.kind === 'erasure'
  return (
    <Popconfirm
      title={t(isErasure ? 'privacy.approveErasureTitle' : 'privacy.approveCorrectionTitle')}
      description={t(isErasure ? 'privacy.approveErasureHelp' : 'privacy.approveCorrectionHelp')}
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

interface ReasonWords {
  open: string
  title: string
  help?: string
  reason: string
  done: string
}

/** A step that owes a reason: a refusal, the undoing of a correction. */
function WithReason({
  request,
  name,
  words,
  path,
}: Step & { words: ReasonWords; path: '/privacy/requests/{id}/refuse' | '/privacy/requests/{id}/undo' }) {
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('post', path, stale)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const run = async () => {
    try {
      await write.mutateAsync({ path: { id: request.id }, body: { reason: reason.trim() } })
      void message.success(words.done)
      setAsking(false)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <Button size="small" aria-label={name} onClick={() => setAsking(true)}>
        {words.open}
      </Button>
      <Modal
        open={asking}
        title={words.title}
        okText={words.open}
        okButtonProps={{ disabled: reason.trim().length < 3, loading: write.isPending }}
        onOk={() => void run()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {words.help ? <p className="soft">{words.help}</p> : null}
        <Field label={words.reason}>
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
