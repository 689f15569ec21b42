import { App, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../ui/states.tsx'

/** One thing a customer told, noted or corrected. It stays open when it could not be kept, and says why. */
export function ToldDialog({
  title,
  isComplete,
  onSave,
  onClose,
  children,
}: {
  title: string
  /** Whether it can be kept as it is. */
  isComplete: boolean
  onSave: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await onSave()
      onClose()
    } catch (error) {
      void message.error(problem(error))
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={title}
      okText={t('common.save')}
      okButtonProps={{ loading: busy, disabled: !isComplete }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">{children}</div>
    </Modal>
  )
}
