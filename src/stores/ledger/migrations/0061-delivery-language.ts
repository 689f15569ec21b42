/** The language a message was written in, decided at its first attempt; null: its creative has one alone. */
export const deliveryLanguage = {
  id: '0061-delivery-language',
  sql: `
ALTER TABLE deliveries ADD COLUMN language text;
`,
} as const
