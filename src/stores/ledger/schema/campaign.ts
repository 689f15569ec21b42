export interface CampaignTables {}
