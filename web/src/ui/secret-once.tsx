import { App, Button, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'

/** A secret that is shown this once: only its button closes it, so that it is not lost by a stray key. */
export function SecretOnce({
  title,
  help,
  secret,
  onClose,
}: {
  title: string
  help: string
  secret: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    void message.success(t('common.copied'))
  }
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <>
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button type="primary" autoFocus onClick={() => void copy()}>
            {t('common.copy')}
          </Button>
        </>
      }
    >
      <p>{help}</p>
      <Input
        readOnly
        value={secret}
        aria-label={title}
        className="code"
        onFocus={(event) => event.target.select()}
      />
    </Modal>
  )
}
