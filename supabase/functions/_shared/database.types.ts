
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "genesis": {
          Tables: {
            "alarm_deliveries": {
                  Row: {
                    "alarm_id": string,"attempts": number,"delivered_at": string | null,"event": string,"given_up_at": string | null,"id": string,"last_result": string | null,"next_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "alarm_id": string,"attempts"?: number,"delivered_at"?: string | null,"event": string,"given_up_at"?: string | null,"id"?: string,"last_result"?: string | null,"next_at"?: string
                  }
                  Update: {
                    "alarm_id"?: string,"attempts"?: number,"delivered_at"?: string | null,"event"?: string,"given_up_at"?: string | null,"id"?: string,"last_result"?: string | null,"next_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "alarm_deliveries_alarm_id_fkey"
      columns: ["alarm_id"]
isOneToOne: false
      referencedRelation: "alarms"
      referencedColumns: ["id"]
    }
                  ]
                },"alarms": {
                  Row: {
                    "cleared_at": string | null,"dedupe_key": string,"delivered_at": string | null,"detail": NonNullable<Json>,"id": string,"kind": string,"last_seen_at": string,"message": string,"raised_at": string,"seen": number,"severity": string,"workspace_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "cleared_at"?: string | null,"dedupe_key": string,"delivered_at"?: string | null,"detail"?: NonNullable<Json>,"id"?: string,"kind": string,"last_seen_at"?: string,"message": string,"raised_at"?: string,"seen"?: number,"severity": string,"workspace_id"?: string | null
                  }
                  Update: {
                    "cleared_at"?: string | null,"dedupe_key"?: string,"delivered_at"?: string | null,"detail"?: NonNullable<Json>,"id"?: string,"kind"?: string,"last_seen_at"?: string,"message"?: string,"raised_at"?: string,"seen"?: number,"severity"?: string,"workspace_id"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"audit_checkpoints": {
                  Row: {
                    "created_at": string,"entries": number,"hash": string,"kid": string,"seq": number,"signature": string,"signed_at": string,"statement": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"entries": number,"hash": string,"kid": string,"seq": number,"signature": string,"signed_at": string,"statement": string,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"entries"?: number,"hash"?: string,"kid"?: string,"seq"?: number,"signature"?: string,"signed_at"?: string,"statement"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"audit_segments": {
                  Row: {
                    "created_at": string,"hash": string,"last_seq": number,"started_by": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"hash": string,"last_seq": number,"started_by"?: string,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"hash"?: string,"last_seq"?: number,"started_by"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"brand_profile": {
                  Row: {
                    "calendly_links": NonNullable<Json>,"company_name": string | null,"description": string | null,"logo_url": string | null,"postal_address": string | null,"sender_name": string | null,"updated_at": string,"updated_by": string,"website": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "calendly_links"?: NonNullable<Json>,"company_name"?: string | null,"description"?: string | null,"logo_url"?: string | null,"postal_address"?: string | null,"sender_name"?: string | null,"updated_at"?: string,"updated_by"?: string,"website"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "calendly_links"?: NonNullable<Json>,"company_name"?: string | null,"description"?: string | null,"logo_url"?: string | null,"postal_address"?: string | null,"sender_name"?: string | null,"updated_at"?: string,"updated_by"?: string,"website"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"break_glass_grants": {
                  Row: {
                    "created_at": string,"expires_at": string,"id": string,"reason": string,"revoked_at": string | null,"user_id": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"expires_at"?: string,"id"?: string,"reason": string,"revoked_at"?: string | null,"user_id": string,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"expires_at"?: string,"id"?: string,"reason"?: string,"revoked_at"?: string | null,"user_id"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"budget_alerts": {
                  Row: {
                    "created_at": string,"limit_usd": number,"month": string,"spend_usd": number,"threshold": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"limit_usd": number,"month": string,"spend_usd": number,"threshold": number,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"limit_usd"?: number,"month"?: string,"spend_usd"?: number,"threshold"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"budget_periods": {
                  Row: {
                    "breached_at": string | null,"floor_usd": number,"limit_usd": number | null,"month": string,"over_usd": number,"reserved_usd": number,"resumed_at": string | null,"settled_usd": number,"updated_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "breached_at"?: string | null,"floor_usd"?: number,"limit_usd"?: number | null,"month": string,"over_usd"?: number,"reserved_usd"?: number,"resumed_at"?: string | null,"settled_usd"?: number,"updated_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "breached_at"?: string | null,"floor_usd"?: number,"limit_usd"?: number | null,"month"?: string,"over_usd"?: number,"reserved_usd"?: number,"resumed_at"?: string | null,"settled_usd"?: number,"updated_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"budget_reservations": {
                  Row: {
                    "amount_usd": number,"created_at": string,"expires_at": string,"id": string,"idempotency_key": string,"is_test": boolean,"model": string,"month": string,"provider": string,"settled_at": string | null,"status": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount_usd": number,"created_at"?: string,"expires_at": string,"id"?: string,"idempotency_key": string,"is_test"?: boolean,"model": string,"month": string,"provider": string,"settled_at"?: string | null,"status"?: string,"workspace_id": string
                  }
                  Update: {
                    "amount_usd"?: number,"created_at"?: string,"expires_at"?: string,"id"?: string,"idempotency_key"?: string,"is_test"?: boolean,"model"?: string,"month"?: string,"provider"?: string,"settled_at"?: string | null,"status"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"commands": {
                  Row: {
                    "action": string,"attempts": number,"created_at": string,"epoch": number,"error": string | null,"finished_at": string | null,"ids": NonNullable<Json>,"next_at": string,"seq": number,"status": string,"trace_id": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "action": string,"attempts"?: number,"created_at"?: string,"epoch": number,"error"?: string | null,"finished_at"?: string | null,"ids"?: NonNullable<Json>,"next_at"?: string,"seq": number,"status"?: string,"trace_id"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "action"?: string,"attempts"?: number,"created_at"?: string,"epoch"?: number,"error"?: string | null,"finished_at"?: string | null,"ids"?: NonNullable<Json>,"next_at"?: string,"seq"?: number,"status"?: string,"trace_id"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"credential_store": {
                  Row: {
                    "created_at": string,"created_by": string,"envelope": NonNullable<Json>,"id": string,"key_id": string,"last_four": string | null,"name": string,"type": string,"updated_at": string,"validated_at": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by": string,"envelope": NonNullable<Json>,"id"?: string,"key_id": string,"last_four"?: string | null,"name": string,"type": string,"updated_at"?: string,"validated_at"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string,"envelope"?: NonNullable<Json>,"id"?: string,"key_id"?: string,"last_four"?: string | null,"name"?: string,"type"?: string,"updated_at"?: string,"validated_at"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"droplet_config": {
                  Row: {
                    "mode": string,"price_monthly_usd": number | null,"region": string | null,"size": string | null,"updated_at": string,"updated_by": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "mode": string,"price_monthly_usd"?: number | null,"region"?: string | null,"size"?: string | null,"updated_at"?: string,"updated_by"?: string,"workspace_id": string
                  }
                  Update: {
                    "mode"?: string,"price_monthly_usd"?: number | null,"region"?: string | null,"size"?: string | null,"updated_at"?: string,"updated_by"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"droplet_heartbeats": {
                  Row: {
                    "cpu_percent": number | null,"created_at": string,"disk_percent": number | null,"droplet_id": string,"id": string,"memory_percent": number | null,"n8n_up": boolean | null,"versions": NonNullable<Json>,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "cpu_percent"?: number | null,"created_at"?: string,"disk_percent"?: number | null,"droplet_id": string,"id"?: string,"memory_percent"?: number | null,"n8n_up"?: boolean | null,"versions"?: NonNullable<Json>,"workspace_id": string
                  }
                  Update: {
                    "cpu_percent"?: number | null,"created_at"?: string,"disk_percent"?: number | null,"droplet_id"?: string,"id"?: string,"memory_percent"?: number | null,"n8n_up"?: boolean | null,"versions"?: NonNullable<Json>,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"droplets": {
                  Row: {
                    "created_at": string,"id": string,"ip": string | null,"price_monthly_usd": number | null,"provider": string,"provider_id": string | null,"region": string | null,"size": string | null,"state": string,"tag": string,"terminated_at": string | null,"updated_at": string,"workspace_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"ip"?: string | null,"price_monthly_usd"?: number | null,"provider": string,"provider_id"?: string | null,"region"?: string | null,"size"?: string | null,"state"?: string,"tag": string,"terminated_at"?: string | null,"updated_at"?: string,"workspace_id"?: string | null
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"ip"?: string | null,"price_monthly_usd"?: number | null,"provider"?: string,"provider_id"?: string | null,"region"?: string | null,"size"?: string | null,"state"?: string,"tag"?: string,"terminated_at"?: string | null,"updated_at"?: string,"workspace_id"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"email_provider_config": {
                  Row: {
                    "daily_cap": number,"provider": string,"sender_email": string,"test_email": string | null,"tracking_domain": string | null,"tracking_verified_at": string | null,"updated_at": string,"updated_by": string,"window_end": string,"window_start": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "daily_cap"?: number,"provider": string,"sender_email": string,"test_email"?: string | null,"tracking_domain"?: string | null,"tracking_verified_at"?: string | null,"updated_at"?: string,"updated_by"?: string,"window_end"?: string,"window_start"?: string,"workspace_id": string
                  }
                  Update: {
                    "daily_cap"?: number,"provider"?: string,"sender_email"?: string,"test_email"?: string | null,"tracking_domain"?: string | null,"tracking_verified_at"?: string | null,"updated_at"?: string,"updated_by"?: string,"window_end"?: string,"window_start"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"event_quarantine": {
                  Row: {
                    "applied_at": string | null,"event_ts": string,"id": string,"idempotency_key": string,"is_opt_out": boolean,"item": NonNullable<Json>,"kind": string,"outcome": Json | null,"received_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "applied_at"?: string | null,"event_ts": string,"id"?: string,"idempotency_key": string,"is_opt_out"?: boolean,"item": NonNullable<Json>,"kind": string,"outcome"?: Json | null,"received_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "applied_at"?: string | null,"event_ts"?: string,"id"?: string,"idempotency_key"?: string,"is_opt_out"?: boolean,"item"?: NonNullable<Json>,"kind"?: string,"outcome"?: Json | null,"received_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"freeze_stages": {
                  Row: {
                    "at": string,"detail": NonNullable<Json>,"epoch": number,"stage": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"detail"?: NonNullable<Json>,"epoch": number,"stage": string,"workspace_id": string
                  }
                  Update: {
                    "at"?: string,"detail"?: NonNullable<Json>,"epoch"?: number,"stage"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"google_oauth_states": {
                  Row: {
                    "actor": string,"expires_at": string,"state_hash": string,"verifier": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "actor": string,"expires_at": string,"state_hash": string,"verifier": string,"workspace_id": string
                  }
                  Update: {
                    "actor"?: string,"expires_at"?: string,"state_hash"?: string,"verifier"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"ignition_operations": {
                  Row: {
                    "attempt": number,"error": string | null,"finished_at": string | null,"id": string,"operation": string,"result": NonNullable<Json>,"run_id": string,"started_at": string,"status": string,"trace_id": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempt": number,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"operation": string,"result"?: NonNullable<Json>,"run_id": string,"started_at"?: string,"status": string,"trace_id": string,"workspace_id": string
                  }
                  Update: {
                    "attempt"?: number,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"operation"?: string,"result"?: NonNullable<Json>,"run_id"?: string,"started_at"?: string,"status"?: string,"trace_id"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"ignition_state": {
                  Row: {
                    "cancel_requested_at": string | null,"completed_at": string | null,"credential_ids": NonNullable<Json>,"current_step": number,"droplet_id": string | null,"droplet_ip": string | null,"droplet_size": string | null,"error_detail": Json | null,"error_message": string | null,"error_step": string | null,"mode": string,"partition_name": string | null,"region": string | null,"relaunch": boolean,"requested_by": string,"rollback_completed_at": string | null,"rollback_started_at": string | null,"rollback_success": boolean | null,"run_id": string,"started_at": string,"status": string,"step": string | null,"step_started_at": string,"total_steps": number,"trace_id": string,"updated_at": string,"webhook_url": string | null,"workflow_ids": NonNullable<Json>,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "cancel_requested_at"?: string | null,"completed_at"?: string | null,"credential_ids"?: NonNullable<Json>,"current_step"?: number,"droplet_id"?: string | null,"droplet_ip"?: string | null,"droplet_size"?: string | null,"error_detail"?: Json | null,"error_message"?: string | null,"error_step"?: string | null,"mode"?: string,"partition_name"?: string | null,"region"?: string | null,"relaunch"?: boolean,"requested_by": string,"rollback_completed_at"?: string | null,"rollback_started_at"?: string | null,"rollback_success"?: boolean | null,"run_id": string,"started_at"?: string,"status"?: string,"step"?: string | null,"step_started_at"?: string,"total_steps"?: number,"trace_id": string,"updated_at"?: string,"webhook_url"?: string | null,"workflow_ids"?: NonNullable<Json>,"workspace_id": string
                  }
                  Update: {
                    "cancel_requested_at"?: string | null,"completed_at"?: string | null,"credential_ids"?: NonNullable<Json>,"current_step"?: number,"droplet_id"?: string | null,"droplet_ip"?: string | null,"droplet_size"?: string | null,"error_detail"?: Json | null,"error_message"?: string | null,"error_step"?: string | null,"mode"?: string,"partition_name"?: string | null,"region"?: string | null,"relaunch"?: boolean,"requested_by"?: string,"rollback_completed_at"?: string | null,"rollback_started_at"?: string | null,"rollback_success"?: boolean | null,"run_id"?: string,"started_at"?: string,"status"?: string,"step"?: string | null,"step_started_at"?: string,"total_steps"?: number,"trace_id"?: string,"updated_at"?: string,"webhook_url"?: string | null,"workflow_ids"?: NonNullable<Json>,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"leads": {
                  Row: {
                    "campaign_id": string | null,"claimed_at": string | null,"claimed_by": string | null,"claimed_until": string | null,"company": string | null,"created_at": string,"custom": NonNullable<Json>,"email": string,"first_name": string | null,"id": string,"last_name": string | null,"lawful_basis": string | null,"mails": NonNullable<Json>,"message_ids": NonNullable<Json>,"next_due_at": string | null,"report": string | null,"source": string | null,"status": string,"step": number,"title": string | null,"updated_at": string,"website": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id"?: string | null,"claimed_at"?: string | null,"claimed_by"?: string | null,"claimed_until"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email": string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"lawful_basis"?: string | null,"mails"?: NonNullable<Json>,"message_ids"?: NonNullable<Json>,"next_due_at"?: string | null,"report"?: string | null,"source"?: string | null,"status"?: string,"step"?: number,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string | null,"claimed_at"?: string | null,"claimed_by"?: string | null,"claimed_until"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email"?: string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"lawful_basis"?: string | null,"mails"?: NonNullable<Json>,"message_ids"?: NonNullable<Json>,"next_due_at"?: string | null,"report"?: string | null,"source"?: string | null,"status"?: string,"step"?: number,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"leads_unrouted": {
                  Row: {
                    "campaign_id": string | null,"claimed_at": string | null,"claimed_by": string | null,"claimed_until": string | null,"company": string | null,"created_at": string,"custom": NonNullable<Json>,"email": string,"first_name": string | null,"id": string,"last_name": string | null,"lawful_basis": string | null,"mails": NonNullable<Json>,"message_ids": NonNullable<Json>,"next_due_at": string | null,"report": string | null,"source": string | null,"status": string,"step": number,"title": string | null,"updated_at": string,"website": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id"?: string | null,"claimed_at"?: string | null,"claimed_by"?: string | null,"claimed_until"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email": string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"lawful_basis"?: string | null,"mails"?: NonNullable<Json>,"message_ids"?: NonNullable<Json>,"next_due_at"?: string | null,"report"?: string | null,"source"?: string | null,"status"?: string,"step"?: number,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string | null,"claimed_at"?: string | null,"claimed_by"?: string | null,"claimed_until"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email"?: string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"lawful_basis"?: string | null,"mails"?: NonNullable<Json>,"message_ids"?: NonNullable<Json>,"next_due_at"?: string | null,"report"?: string | null,"source"?: string | null,"status"?: string,"step"?: number,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"llm_prices": {
                  Row: {
                    "input_usd": number,"model": string,"output_usd": number,"provider": string,"updated_at": string,"updated_by": string
                  }
                  ComputedFields: never
                  Insert: {
                    "input_usd": number,"model": string,"output_usd": number,"provider": string,"updated_at"?: string,"updated_by": string
                  }
                  Update: {
                    "input_usd"?: number,"model"?: string,"output_usd"?: number,"provider"?: string,"updated_at"?: string,"updated_by"?: string
                  }
                  Relationships: [
                    
                  ]
                },"mailboxes": {
                  Row: {
                    "address": string,"created_at": string,"daily_cap": number,"gap_seconds": number,"health": string,"health_changed_at": string | null,"health_reason": string | null,"ramp_start": number,"ramp_started_at": string,"ramp_step": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "address": string,"created_at"?: string,"daily_cap"?: number,"gap_seconds"?: number,"health"?: string,"health_changed_at"?: string | null,"health_reason"?: string | null,"ramp_start"?: number,"ramp_started_at"?: string,"ramp_step"?: number,"workspace_id": string
                  }
                  Update: {
                    "address"?: string,"created_at"?: string,"daily_cap"?: number,"gap_seconds"?: number,"health"?: string,"health_changed_at"?: string | null,"health_reason"?: string | null,"ramp_start"?: number,"ramp_started_at"?: string,"ramp_step"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"onboarding_progress": {
                  Row: {
                    "stage": string,"status": string,"updated_at": string,"updated_by": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "stage": string,"status": string,"updated_at"?: string,"updated_by"?: string,"workspace_id": string
                  }
                  Update: {
                    "stage"?: string,"status"?: string,"updated_at"?: string,"updated_by"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"partition_registry": {
                  Row: {
                    "created_at": string,"partition_name": string,"sidecar_url": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"partition_name": string,"sidecar_url"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"partition_name"?: string,"sidecar_url"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"rate_limits": {
                  Row: {
                    "bucket": string,"granted": number,"tokens": number,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bucket": string,"granted": number,"tokens": number,"updated_at": string
                  }
                  Update: {
                    "bucket"?: string,"granted"?: number,"tokens"?: number,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"research_config": {
                  Row: {
                    "actor_id": string | null,"input": NonNullable<Json>,"updated_at": string,"updated_by": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "actor_id"?: string | null,"input"?: NonNullable<Json>,"updated_at"?: string,"updated_by"?: string,"workspace_id": string
                  }
                  Update: {
                    "actor_id"?: string | null,"input"?: NonNullable<Json>,"updated_at"?: string,"updated_by"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"sandbox_test_runs": {
                  Row: {
                    "campaign_id": string,"completed_at": string | null,"created_at": string,"execution_id": string | null,"id": string,"requested_by": string,"result": Json | null,"run_token_hash": string,"started_at": string | null,"status": string,"test_email": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id": string,"completed_at"?: string | null,"created_at"?: string,"execution_id"?: string | null,"id"?: string,"requested_by": string,"result"?: Json | null,"run_token_hash": string,"started_at"?: string | null,"status"?: string,"test_email": string,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string,"completed_at"?: string | null,"created_at"?: string,"execution_id"?: string | null,"id"?: string,"requested_by"?: string,"result"?: Json | null,"run_token_hash"?: string,"started_at"?: string | null,"status"?: string,"test_email"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"sending_domains": {
                  Row: {
                    "checked_at": string,"dkim_selector": string | null,"domain": string,"findings": NonNullable<Json>,"sender": string,"spf_include": string | null,"updated_by": string,"verified_at": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "checked_at"?: string,"dkim_selector"?: string | null,"domain": string,"findings"?: NonNullable<Json>,"sender": string,"spf_include"?: string | null,"updated_by": string,"verified_at"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "checked_at"?: string,"dkim_selector"?: string | null,"domain"?: string,"findings"?: NonNullable<Json>,"sender"?: string,"spf_include"?: string | null,"updated_by"?: string,"verified_at"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"settings": {
                  Row: {
                    "max_value": number,"min_value": number,"name": string,"note": string,"unit": string,"updated_at": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "max_value": number,"min_value": number,"name": string,"note": string,"unit": string,"updated_at"?: string,"value": number
                  }
                  Update: {
                    "max_value"?: number,"min_value"?: number,"name"?: string,"note"?: string,"unit"?: string,"updated_at"?: string,"value"?: number
                  }
                  Relationships: [
                    
                  ]
                },"sidecar_enrolments": {
                  Row: {
                    "created_at": string,"expires_at": string,"id": string,"revoked_at": string | null,"seal_key": Json | null,"sign_key": Json | null,"token_hash": string,"used_at": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"expires_at": string,"id"?: string,"revoked_at"?: string | null,"seal_key"?: Json | null,"sign_key"?: Json | null,"token_hash": string,"used_at"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"expires_at"?: string,"id"?: string,"revoked_at"?: string | null,"seal_key"?: Json | null,"sign_key"?: Json | null,"token_hash"?: string,"used_at"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"super_admins": {
                  Row: {
                    "added_by": string,"created_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "added_by": string,"created_at"?: string,"user_id": string
                  }
                  Update: {
                    "added_by"?: string,"created_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"vault_canaries": {
                  Row: {
                    "created_at": string,"envelope": NonNullable<Json>,"key_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"envelope": NonNullable<Json>,"key_id": string
                  }
                  Update: {
                    "created_at"?: string,"envelope"?: NonNullable<Json>,"key_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"watchdog_drifts": {
                  Row: {
                    "auto_healable": boolean,"closed_at": string | null,"created_at": string,"details": NonNullable<Json>,"drift_type": string,"first_seen_at": string,"healed": boolean,"healed_at": string | null,"healing_attempts": number,"id": string,"last_seen_at": string,"run_id": string,"severity": string,"subject": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "auto_healable"?: boolean,"closed_at"?: string | null,"created_at"?: string,"details"?: NonNullable<Json>,"drift_type": string,"first_seen_at"?: string,"healed"?: boolean,"healed_at"?: string | null,"healing_attempts"?: number,"id"?: string,"last_seen_at"?: string,"run_id": string,"severity": string,"subject": string,"workspace_id": string
                  }
                  Update: {
                    "auto_healable"?: boolean,"closed_at"?: string | null,"created_at"?: string,"details"?: NonNullable<Json>,"drift_type"?: string,"first_seen_at"?: string,"healed"?: boolean,"healed_at"?: string | null,"healing_attempts"?: number,"id"?: string,"last_seen_at"?: string,"run_id"?: string,"severity"?: string,"subject"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"watchdog_runs": {
                  Row: {
                    "completed_at": string | null,"drifts_healed": number,"errors": NonNullable<Json>,"id": string,"run_type": string,"started_at": string,"status": string,"total_drifts_found": number,"workspace_ids": (string)[]
                  }
                  ComputedFields: never
                  Insert: {
                    "completed_at"?: string | null,"drifts_healed"?: number,"errors"?: NonNullable<Json>,"id"?: string,"run_type": string,"started_at"?: string,"status"?: string,"total_drifts_found"?: number,"workspace_ids"?: (string)[]
                  }
                  Update: {
                    "completed_at"?: string | null,"drifts_healed"?: number,"errors"?: NonNullable<Json>,"id"?: string,"run_type"?: string,"started_at"?: string,"status"?: string,"total_drifts_found"?: number,"workspace_ids"?: (string)[]
                  }
                  Relationships: [
                    
                  ]
                },"workflow_execution_events": {
                  Row: {
                    "created_at": string,"data": NonNullable<Json>,"event_type": string,"execution_id": string,"node_name": string | null,"node_type": string | null,"seq": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"data"?: NonNullable<Json>,"event_type": string,"execution_id": string,"node_name"?: string | null,"node_type"?: string | null,"seq": number,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"data"?: NonNullable<Json>,"event_type"?: string,"execution_id"?: string,"node_name"?: string | null,"node_type"?: string | null,"seq"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"workflow_map": {
                  Row: {
                    "campaign_id": string | null,"created_at": string,"deployed_hash": string | null,"id": string,"kind": string,"logical_id": string,"n8n_id": string | null,"state": string,"updated_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id"?: string | null,"created_at"?: string,"deployed_hash"?: string | null,"id"?: string,"kind": string,"logical_id": string,"n8n_id"?: string | null,"state"?: string,"updated_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string | null,"created_at"?: string,"deployed_hash"?: string | null,"id"?: string,"kind"?: string,"logical_id"?: string,"n8n_id"?: string | null,"state"?: string,"updated_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"workflow_templates": {
                  Row: {
                    "bodies": NonNullable<Json>,"created_at": string,"hash": string,"is_current": boolean,"manifest": NonNullable<Json>,"pushed_by": string,"slug": string,"version": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bodies": NonNullable<Json>,"created_at"?: string,"hash": string,"is_current"?: boolean,"manifest": NonNullable<Json>,"pushed_by": string,"slug": string,"version": string
                  }
                  Update: {
                    "bodies"?: NonNullable<Json>,"created_at"?: string,"hash"?: string,"is_current"?: boolean,"manifest"?: NonNullable<Json>,"pushed_by"?: string,"slug"?: string,"version"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "admin_sync":
{ Args: { "p_user_ids": (string)[] }; Returns: Json
                           },
"alarm_deliveries_claim":
{ Args: { "p_limit"?: number }; Returns: Json
                           },
"alarm_delivery_done":
{ Args: { "p_attempt": number,"p_delivered": boolean,"p_id": string,"p_result": string,"p_retry": boolean }; Returns: Json
                           },
"assemble":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"assert_is_legacy":
{ Args: { "p_context": string,"p_workspace_id": string }; Returns: undefined
                           },
"assert_not_legacy":
{ Args: { "p_context": string,"p_workspace_id": string }; Returns: undefined
                           },
"audit_checkpoint_store":
{ Args: { "p_checkpoints": Json }; Returns: Json
                           },
"audit_copies_claim":
{ Args: { "p_has_receiver": boolean,"p_limit"?: number }; Returns: Json
                           },
"audit_copies_done":
{ Args: { "p_lease": number,"p_posted": boolean,"p_result": string }; Returns: Json
                           },
"audit_export_rows":
{ Args: { "p_after_seq"?: number,"p_limit"?: number,"p_workspace_id": string }; Returns: Json
                           },
"audit_heads_due":
{ Args: { "p_limit"?: number }; Returns: {
              "count": number,"hash": string,"seq": number,"workspace_id": string
            }[]
                           },
"audit_verify":
{ Args: { "p_workspace_id"?: string }; Returns: {
              "detail": string,"entries": number,"first_bad_seq": number,"ok": boolean,"problem": string,"signed_through": number,"workspace_id": string
            }[]
                           },
"backfill_campaigns":
{ Args: { "p_workspace_id": string }; Returns: number
                           },
"backfill_costs":
{ Args: { "p_limit"?: number }; Returns: Json
                           },
"backfill_events":
{ Args: { "p_limit"?: number }; Returns: Json
                           },
"clerk_event":
{ Args: { "p_event": Json,"p_svix_id": string }; Returns: Json
                           },
"command_claim":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"command_done":
{ Args: { "p_epoch": number,"p_msg_id": number,"p_result"?: Json,"p_seq": number,"p_workspace_id": string }; Returns: Json
                           },
"command_failed":
{ Args: { "p_epoch": number,"p_error": string,"p_msg_id": number,"p_permanent"?: boolean,"p_seq": number,"p_workspace_id": string }; Returns: Json
                           },
"command_ticket":
{ Args: { "p_removing"?: boolean,"p_run_id"?: string,"p_step"?: string,"p_workspace_id": string }; Returns: Json
                           },
"cost_reserve":
{ Args: { "p_requests": Json }; Returns: Json
                           },
"count_requests":
{ Args: { "p_counts": Json }; Returns: Json
                           },
"credential_delete":
{ Args: { "p_actor": string,"p_fence"?: Json,"p_id": string,"p_workspace_id": string }; Returns: Json
                           },
"credential_envelopes":
{ Args: { "p_types"?: (string)[],"p_workspace_id": string }; Returns: Json
                           },
"credential_put":
{ Args: { "p_actor": string,"p_envelope": Json,"p_fence"?: Json,"p_id": string,"p_key_id": string,"p_last_four": string,"p_name": string,"p_type": string,"p_workspace_id": string }; Returns: Json
                           },
"credential_reseal":
{ Args: { "p_envelope": Json,"p_id": string,"p_key_id": string,"p_old_iv": string,"p_old_key_id": string,"p_workspace_id": string }; Returns: Json
                           },
"credential_rotation_batch":
{ Args: { "p_after_id"?: string,"p_after_workspace"?: string,"p_key_id": string,"p_limit"?: number }; Returns: Json
                           },
"enrol":
{ Args: { "p_seal_key": Json,"p_sign_key": Json,"p_token_hash": string }; Returns: Json
                           },
"enrol_token_new":
{ Args: { "p_expires": string,"p_token_hash": string,"p_workspace_id": string }; Returns: Json
                           },
"execution_events":
{ Args: { "p_events": Json,"p_key_x": string,"p_workspace_id": string }; Returns: Json
                           },
"freeze_saw_active":
{ Args: { "p_epoch": number,"p_n8n_ids": (string)[],"p_seq": number,"p_workspace_id": string }; Returns: Json
                           },
"freeze_status":
{ Args: { "p_actor": string,"p_workspace_id": string }; Returns: Json
                           },
"google_oauth_begin":
{ Args: { "p_actor": string,"p_state_hash": string,"p_verifier": string,"p_workspace_id": string }; Returns: Json
                           },
"google_oauth_take":
{ Args: { "p_actor": string,"p_state_hash": string,"p_workspace_id": string }; Returns: Json
                           },
"health":
{ Args: { "p_as_of"?: string }; Returns: Json
                           },
"heartbeat":
{ Args: { "p": Json,"p_key_x": string,"p_workspace_id": string }; Returns: Json
                           },
"ignition_cancel":
{ Args: { "p_actor": string,"p_workspace_id": string }; Returns: Json
                           },
"ignition_claim":
{ Args: { "p_max"?: number }; Returns: Json
                           },
"ignition_complete_step":
{ Args: { "p_msg_id": number,"p_result"?: Json,"p_run_id": string,"p_step": string,"p_workspace_id": string }; Returns: Json
                           },
"ignition_fail_step":
{ Args: { "p_detail"?: Json,"p_error": string,"p_msg_id": number,"p_permanent"?: boolean,"p_run_id": string,"p_step": string,"p_workspace_id": string }; Returns: Json
                           },
"ignition_poll_step":
{ Args: { "p_delay_s": number,"p_msg_id": number,"p_run_id": string,"p_step": string,"p_workspace_id": string }; Returns: Json
                           },
"ignition_start":
{ Args: { "p_actor": string,"p_mode"?: string,"p_workspace_id": string }; Returns: Json
                           },
"ingest_costs":
{ Args: { "p_requests": Json }; Returns: Json
                           },
"ingest_events":
{ Args: { "p_requests": Json }; Returns: Json
                           },
"leads_call":
{ Args: { "p_request": Json }; Returns: Json
                           },
"leads_table":
{ Args: { "p_workspace_id": string }; Returns: string
                           },
"llm_workflows":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"map_intend":
{ Args: { "p_campaign_id"?: string,"p_fence"?: Json,"p_kind": string,"p_logical_id": string,"p_workspace_id": string }; Returns: Json
                           },
"map_list":
{ Args: { "p_kind": string,"p_workspace_id": string }; Returns: Json
                           },
"map_made":
{ Args: { "p_fence"?: Json,"p_hash"?: string,"p_id": string,"p_n8n_id": string,"p_workspace_id": string }; Returns: Json
                           },
"map_removed":
{ Args: { "p_fence"?: Json,"p_id": string,"p_workspace_id": string }; Returns: Json
                           },
"metrics":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"onboarding_brand_save":
{ Args: { "p_actor": string,"p_brand": Json,"p_seen"?: string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_calendly_save":
{ Args: { "p_actor": string,"p_links": (string)[],"p_seen"?: string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_credential_delete":
{ Args: { "p_actor": string,"p_id": string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_credential_put":
{ Args: { "p_actor": string,"p_envelope": Json,"p_id": string,"p_key_id": string,"p_last_four": string,"p_name": string,"p_type": string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_credential_validated":
{ Args: { "p_actor": string,"p_id": string,"p_iv": string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_dns_save":
{ Args: { "p_actor": string,"p_domain": Json,"p_findings": Json,"p_verified": boolean,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_email_save":
{ Args: { "p_actor": string,"p_email": Json,"p_seen"?: string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_infrastructure_save":
{ Args: { "p_actor": string,"p_mode": string,"p_price_monthly_usd": number,"p_region": string,"p_seen"?: string,"p_size": string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_research_save":
{ Args: { "p_actor": string,"p_actor_id": string,"p_input": Json,"p_seen"?: string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_tracking_save":
{ Args: { "p_actor": string,"p_tracking_domain": string,"p_verified": boolean,"p_workspace_id": string }; Returns: Json
                           },
"partition_create":
{ Args: { "p_fence"?: Json,"p_workspace_id": string }; Returns: Json
                           },
"partition_drop":
{ Args: { "p_fence"?: Json,"p_workspace_id": string }; Returns: Json
                           },
"quarantine_drain":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"quarantine_due":
{ Args: Record<PropertyKey, never>; Returns: (string)[]
                           },
"rate_charge":
{ Args: { "p_asked"?: number,"p_key": string,"p_what": string }; Returns: Json
                           },
"send_permits":
{ Args: { "p_requests": Json }; Returns: Json
                           },
"sidecar_key":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"unsubscribe":
{ Args: { "p_requests": Json }; Returns: Json
                           },
"usage_page_by_key":
{ Args: { "p_before"?: string,"p_before_id"?: string,"p_client": string,"p_key_hash": string,"p_limit"?: number,"p_workspace_id": string }; Returns: Json
                           },
"user_deleted":
{ Args: { "p_user_id": string }; Returns: Json
                           },
"vault_canary":
{ Args: { "p_key_id": string }; Returns: Json
                           },
"vault_canary_put":
{ Args: { "p_envelope": Json,"p_key_id": string,"p_known_key_id"?: string }; Returns: Json
                           },
"vault_canary_retire":
{ Args: { "p_key_id": string }; Returns: Json
                           },
"webhook_token_rotate":
{ Args: { "p_actor": string,"p_credential": Json,"p_token_hash": string,"p_workspace_id": string }; Returns: Json
                           },
"webhook_token_set":
{ Args: { "p_fence"?: Json,"p_overlap"?: string,"p_token_hash": string,"p_workspace_id": string }; Returns: Json
                           },
"workspace_freeze":
{ Args: { "p_actor": string,"p_reason": string,"p_workspace_id": string }; Returns: Json
                           },
"workspace_reactivate":
{ Args: { "p_actor": string,"p_reactivate": Json,"p_workspace_id": string }; Returns: Json
                           },
"workspace_unfreeze":
{ Args: { "p_actor": string,"p_credential"?: Json,"p_reactivate"?: Json,"p_token_hash": string,"p_workspace_id": string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        },"public": {
          Tables: {
            "campaign_aliases": {
                  Row: {
                    "campaign_id": string,"created_at": string,"name": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id": string,"created_at"?: string,"name": string,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string,"created_at"?: string,"name"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "alias_is_of_a_campaign"
      columns: ["workspace_id","campaign_id"]
isOneToOne: false
      referencedRelation: "campaigns"
      referencedColumns: ["workspace_id","id"]
    }
                  ]
                },"campaign_groups": {
                  Row: {
                    "created_at": string,"description": string | null,"id": string,"name": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"description"?: string | null,"id"?: string,"name": string,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"description"?: string | null,"id"?: string,"name"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "campaign_groups_workspace_id_fkey"
      columns: ["workspace_id"]
isOneToOne: false
      referencedRelation: "workspaces"
      referencedColumns: ["id"]
    }
                  ]
                },"campaigns": {
                  Row: {
                    "campaign_group_id": string | null,"created_at": string,"description": string | null,"id": string,"in_totals": boolean,"n8n_status": string | null,"n8n_workflow_ids": NonNullable<Json>,"name": string,"schedule": NonNullable<Json>,"status": string,"status_reason": string | null,"template_hashes": NonNullable<Json>,"texts": NonNullable<Json>,"updated_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_group_id"?: string | null,"created_at"?: string,"description"?: string | null,"id"?: string,"in_totals"?: boolean,"n8n_status"?: string | null,"n8n_workflow_ids"?: NonNullable<Json>,"name": string,"schedule"?: NonNullable<Json>,"status"?: string,"status_reason"?: string | null,"template_hashes"?: NonNullable<Json>,"texts"?: NonNullable<Json>,"updated_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "campaign_group_id"?: string | null,"created_at"?: string,"description"?: string | null,"id"?: string,"in_totals"?: boolean,"n8n_status"?: string | null,"n8n_workflow_ids"?: NonNullable<Json>,"name"?: string,"schedule"?: NonNullable<Json>,"status"?: string,"status_reason"?: string | null,"template_hashes"?: NonNullable<Json>,"texts"?: NonNullable<Json>,"updated_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "campaigns_workspace_id_fkey"
      columns: ["workspace_id"]
isOneToOne: false
      referencedRelation: "workspaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "group_is_of_the_same_workspace"
      columns: ["workspace_id","campaign_group_id"]
isOneToOne: false
      referencedRelation: "campaign_groups"
      referencedColumns: ["workspace_id","id"]
    }
                  ]
                },"contacts": {
                  Row: {
                    "bounced_at": string | null,"complained_at": string | null,"created_at": string,"email": string,"last_clicked_at": string | null,"last_event_at": string | null,"last_event_type": string | null,"last_opened_at": string | null,"last_sent_at": string | null,"opted_out_at": string | null,"replied_at": string | null,"status": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string,"email": string,"last_clicked_at"?: string | null,"last_event_at"?: string | null,"last_event_type"?: string | null,"last_opened_at"?: string | null,"last_sent_at"?: string | null,"opted_out_at"?: string | null,"replied_at"?: string | null,"status"?: string,"workspace_id": string
                  }
                  Update: {
                    "bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string,"email"?: string,"last_clicked_at"?: string | null,"last_event_at"?: string | null,"last_event_type"?: string | null,"last_opened_at"?: string | null,"last_sent_at"?: string | null,"opted_out_at"?: string | null,"replied_at"?: string | null,"status"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"daily_costs": {
                  Row: {
                    "calls": number,"campaign_group_id": string | null,"campaign_id": string | null,"cost_usd": number,"day": string,"model": string,"over_usd": number,"provider": string,"tokens_in": number,"tokens_out": number,"unpriced_calls": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "calls"?: number,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"cost_usd"?: number,"day": string,"model": string,"over_usd"?: number,"provider": string,"tokens_in"?: number,"tokens_out"?: number,"unpriced_calls"?: number,"workspace_id": string
                  }
                  Update: {
                    "calls"?: number,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"cost_usd"?: number,"day"?: string,"model"?: string,"over_usd"?: number,"provider"?: string,"tokens_in"?: number,"tokens_out"?: number,"unpriced_calls"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"daily_stats": {
                  Row: {
                    "bounces": number,"campaign_group_id": string | null,"campaign_id": string | null,"clicked_unique": number,"clicks": number,"complaints": number,"day": string,"delivered": number,"failures": number,"opened_unique": number,"opens": number,"opt_outs": number,"replies": number,"sends": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bounces"?: number,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"clicked_unique"?: number,"clicks"?: number,"complaints"?: number,"day": string,"delivered"?: number,"failures"?: number,"opened_unique"?: number,"opens"?: number,"opt_outs"?: number,"replies"?: number,"sends"?: number,"workspace_id": string
                  }
                  Update: {
                    "bounces"?: number,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"clicked_unique"?: number,"clicks"?: number,"complaints"?: number,"day"?: string,"delivered"?: number,"failures"?: number,"opened_unique"?: number,"opens"?: number,"opt_outs"?: number,"replies"?: number,"sends"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"email_events": {
                  Row: {
                    "campaign_group_id": string | null,"campaign_id": string | null,"campaign_name": string | null,"campaign_unknown": boolean,"contact_email": string | null,"email_number": number | null,"event_key": string | null,"event_ts": string,"event_type": string,"fingerprint": string,"id": string,"idempotency_key": string,"is_bot": boolean,"is_test": boolean,"lead_id": string | null,"mailbox": string | null,"message_id": string | null,"metadata": NonNullable<Json>,"permit_id": string | null,"provider": string | null,"received_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"campaign_name"?: string | null,"campaign_unknown"?: boolean,"contact_email"?: string | null,"email_number"?: number | null,"event_key"?: string | null,"event_ts": string,"event_type": string,"fingerprint": string,"id"?: string,"idempotency_key": string,"is_bot"?: boolean,"is_test"?: boolean,"lead_id"?: string | null,"mailbox"?: string | null,"message_id"?: string | null,"metadata"?: NonNullable<Json>,"permit_id"?: string | null,"provider"?: string | null,"received_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"campaign_name"?: string | null,"campaign_unknown"?: boolean,"contact_email"?: string | null,"email_number"?: number | null,"event_key"?: string | null,"event_ts"?: string,"event_type"?: string,"fingerprint"?: string,"id"?: string,"idempotency_key"?: string,"is_bot"?: boolean,"is_test"?: boolean,"lead_id"?: string | null,"mailbox"?: string | null,"message_id"?: string | null,"metadata"?: NonNullable<Json>,"permit_id"?: string | null,"provider"?: string | null,"received_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"emails": {
                  Row: {
                    "campaign_group_id": string | null,"campaign_id": string | null,"contact_email": string,"created_at": string,"email_number": number | null,"first_clicked_at": string | null,"first_opened_at": string | null,"id": string,"is_test": boolean,"lead_id": string | null,"mailbox": string | null,"message_id": string | null,"sent_at": string | null,"subject": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"contact_email": string,"created_at"?: string,"email_number"?: number | null,"first_clicked_at"?: string | null,"first_opened_at"?: string | null,"id"?: string,"is_test"?: boolean,"lead_id"?: string | null,"mailbox"?: string | null,"message_id"?: string | null,"sent_at"?: string | null,"subject"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"contact_email"?: string,"created_at"?: string,"email_number"?: number | null,"first_clicked_at"?: string | null,"first_opened_at"?: string | null,"id"?: string,"is_test"?: boolean,"lead_id"?: string | null,"mailbox"?: string | null,"message_id"?: string | null,"sent_at"?: string | null,"subject"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"governance_audit_log": {
                  Row: {
                    "action": string,"actor_email": string | null,"actor_id": string,"created_at": string,"hash": string,"metadata": NonNullable<Json>,"prev_hash": string,"reason": string | null,"seq": number,"workspace_id": string,"workspace_name": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "action": string,"actor_email"?: string | null,"actor_id": string,"created_at": string,"hash": string,"metadata"?: NonNullable<Json>,"prev_hash": string,"reason"?: string | null,"seq": number,"workspace_id": string,"workspace_name"?: string | null
                  }
                  Update: {
                    "action"?: string,"actor_email"?: string | null,"actor_id"?: string,"created_at"?: string,"hash"?: string,"metadata"?: NonNullable<Json>,"prev_hash"?: string,"reason"?: string | null,"seq"?: number,"workspace_id"?: string,"workspace_name"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"lead_imports": {
                  Row: {
                    "campaign_id": string | null,"completed_at": string | null,"created_at": string,"created_by": string,"file_name": string | null,"id": string,"report": NonNullable<Json>,"rows_imported": number,"rows_refused": number,"rows_suppressed": number,"rows_total": number,"rows_updated": number,"status": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id"?: string | null,"completed_at"?: string | null,"created_at"?: string,"created_by": string,"file_name"?: string | null,"id"?: string,"report"?: NonNullable<Json>,"rows_imported"?: number,"rows_refused"?: number,"rows_suppressed"?: number,"rows_total"?: number,"rows_updated"?: number,"status"?: string,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string | null,"completed_at"?: string | null,"created_at"?: string,"created_by"?: string,"file_name"?: string | null,"id"?: string,"report"?: NonNullable<Json>,"rows_imported"?: number,"rows_refused"?: number,"rows_suppressed"?: number,"rows_total"?: number,"rows_updated"?: number,"status"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"leads_ohio": {
                  Row: {
                    "campaign": string | null,"company": string | null,"created_at": string,"custom": NonNullable<Json>,"email": string,"first_name": string | null,"id": string,"last_name": string | null,"status": string,"title": string | null,"updated_at": string,"website": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email": string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"status"?: string,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "campaign"?: string | null,"company"?: string | null,"created_at"?: string,"custom"?: NonNullable<Json>,"email"?: string,"first_name"?: string | null,"id"?: string,"last_name"?: string | null,"status"?: string,"title"?: string | null,"updated_at"?: string,"website"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"llm_usage": {
                  Row: {
                    "campaign_group_id": string | null,"campaign_id": string | null,"campaign_name": string | null,"cost_usd": number,"counted_usd": number,"created_at": string,"id": string,"idempotency_key": string,"is_test": boolean,"metadata": NonNullable<Json>,"model": string,"month": string,"over_budget": boolean,"over_usd": number,"provider": string,"reservation_id": string | null,"tokens_in": number | null,"tokens_out": number | null,"unpriced": boolean,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"campaign_name"?: string | null,"cost_usd": number,"counted_usd": number,"created_at"?: string,"id"?: string,"idempotency_key": string,"is_test"?: boolean,"metadata"?: NonNullable<Json>,"model": string,"month": string,"over_budget"?: boolean,"over_usd"?: number,"provider": string,"reservation_id"?: string | null,"tokens_in"?: number | null,"tokens_out"?: number | null,"unpriced"?: boolean,"workspace_id": string
                  }
                  Update: {
                    "campaign_group_id"?: string | null,"campaign_id"?: string | null,"campaign_name"?: string | null,"cost_usd"?: number,"counted_usd"?: number,"created_at"?: string,"id"?: string,"idempotency_key"?: string,"is_test"?: boolean,"metadata"?: NonNullable<Json>,"model"?: string,"month"?: string,"over_budget"?: boolean,"over_usd"?: number,"provider"?: string,"reservation_id"?: string | null,"tokens_in"?: number | null,"tokens_out"?: number | null,"unpriced"?: boolean,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"login_audit": {
                  Row: {
                    "created_at": string,"email": string | null,"event_type": string,"id": string,"ip_address": string | null,"metadata": NonNullable<Json>,"svix_id": string,"user_agent": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"email"?: string | null,"event_type": string,"id"?: string,"ip_address"?: string | null,"metadata"?: NonNullable<Json>,"svix_id": string,"user_agent"?: string | null,"user_id"?: string | null
                  }
                  Update: {
                    "created_at"?: string,"email"?: string | null,"event_type"?: string,"id"?: string,"ip_address"?: string | null,"metadata"?: NonNullable<Json>,"svix_id"?: string,"user_agent"?: string | null,"user_id"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"notification_reads": {
                  Row: {
                    "notification_id": string,"read_at": string,"user_id": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "notification_id": string,"read_at"?: string,"user_id": string,"workspace_id": string
                  }
                  Update: {
                    "notification_id"?: string,"read_at"?: string,"user_id"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "read_is_of_a_notification"
      columns: ["workspace_id","notification_id"]
isOneToOne: false
      referencedRelation: "notifications"
      referencedColumns: ["workspace_id","id"]
    }
                  ]
                },"notifications": {
                  Row: {
                    "bucket": string | null,"campaign_id": string | null,"contact_email": string | null,"count": number,"created_at": string,"dedupe_key": string,"detail": NonNullable<Json>,"event_id": string | null,"id": string,"kind": string,"updated_at": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bucket"?: string | null,"campaign_id"?: string | null,"contact_email"?: string | null,"count"?: number,"created_at"?: string,"dedupe_key": string,"detail"?: NonNullable<Json>,"event_id"?: string | null,"id"?: string,"kind": string,"updated_at"?: string,"workspace_id": string
                  }
                  Update: {
                    "bucket"?: string | null,"campaign_id"?: string | null,"contact_email"?: string | null,"count"?: number,"created_at"?: string,"dedupe_key"?: string,"detail"?: NonNullable<Json>,"event_id"?: string | null,"id"?: string,"kind"?: string,"updated_at"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"send_permits": {
                  Row: {
                    "campaign_id": string,"consumed_at": string | null,"contact_email": string,"expires_at": string,"granted_at": string,"id": string,"is_test": boolean,"lead_id": string,"mailbox": string | null,"status": string,"step": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "campaign_id": string,"consumed_at"?: string | null,"contact_email": string,"expires_at"?: string,"granted_at"?: string,"id"?: string,"is_test"?: boolean,"lead_id": string,"mailbox"?: string | null,"status"?: string,"step": number,"workspace_id": string
                  }
                  Update: {
                    "campaign_id"?: string,"consumed_at"?: string | null,"contact_email"?: string,"expires_at"?: string,"granted_at"?: string,"id"?: string,"is_test"?: boolean,"lead_id"?: string,"mailbox"?: string | null,"status"?: string,"step"?: number,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"suppressions": {
                  Row: {
                    "address_hmac": string | null,"created_at": string,"created_by": string | null,"domain": string | null,"email": string | null,"id": string,"reason": string,"scope": string,"source": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "address_hmac"?: string | null,"created_at"?: string,"created_by"?: string | null,"domain"?: string | null,"email"?: string | null,"id"?: string,"reason": string,"scope"?: string,"source"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "address_hmac"?: string | null,"created_at"?: string,"created_by"?: string | null,"domain"?: string | null,"email"?: string | null,"id"?: string,"reason"?: string,"scope"?: string,"source"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"user_workspaces": {
                  Row: {
                    "created_at": string,"role": string,"user_id": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"role": string,"user_id": string,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"role"?: string,"user_id"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "user_workspaces_workspace_id_fkey"
      columns: ["workspace_id"]
isOneToOne: false
      referencedRelation: "workspaces"
      referencedColumns: ["id"]
    }
                  ]
                },"users": {
                  Row: {
                    "clerk_at": string | null,"created_at": string,"deleted_at": string | null,"email": string | null,"name": string | null,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "clerk_at"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"email"?: string | null,"name"?: string | null,"updated_at"?: string,"user_id": string
                  }
                  Update: {
                    "clerk_at"?: string | null,"created_at"?: string,"deleted_at"?: string | null,"email"?: string | null,"name"?: string | null,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"workspace_invites": {
                  Row: {
                    "accepted_at": string | null,"accepted_by": string | null,"created_at": string,"email": string,"expires_at": string,"id": string,"invited_by": string,"revoked_at": string | null,"role": string,"token_hash": string,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"created_at"?: string,"email": string,"expires_at"?: string,"id"?: string,"invited_by": string,"revoked_at"?: string | null,"role": string,"token_hash": string,"workspace_id": string
                  }
                  Update: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"created_at"?: string,"email"?: string,"expires_at"?: string,"id"?: string,"invited_by"?: string,"revoked_at"?: string | null,"role"?: string,"token_hash"?: string,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "workspace_invites_workspace_id_fkey"
      columns: ["workspace_id"]
isOneToOne: false
      referencedRelation: "workspaces"
      referencedColumns: ["id"]
    }
                  ]
                },"workspace_keys": {
                  Row: {
                    "created_at": string,"created_by": string,"hash": string,"id": string,"last_used_at": string | null,"name": string,"prefix": string,"revoked_at": string | null,"revoked_by": string | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by": string,"hash": string,"id"?: string,"last_used_at"?: string | null,"name": string,"prefix": string,"revoked_at"?: string | null,"revoked_by"?: string | null,"workspace_id": string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string,"hash"?: string,"id"?: string,"last_used_at"?: string | null,"name"?: string,"prefix"?: string,"revoked_at"?: string | null,"revoked_by"?: string | null,"workspace_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "workspace_keys_workspace_id_fkey"
      columns: ["workspace_id"]
isOneToOne: false
      referencedRelation: "workspaces"
      referencedColumns: ["id"]
    }
                  ]
                },"workspaces": {
                  Row: {
                    "budget_limit_usd": number | null,"created_at": string,"created_by": string | null,"epoch": number,"freeze_reason": string | null,"frozen_at": string | null,"frozen_by": string | null,"id": string,"is_legacy": boolean,"name": string,"plan": string,"slug": string,"status": string,"time_zone": string
                  }
                  ComputedFields: never
                  Insert: {
                    "budget_limit_usd"?: number | null,"created_at"?: string,"created_by"?: string | null,"epoch"?: number,"freeze_reason"?: string | null,"frozen_at"?: string | null,"frozen_by"?: string | null,"id"?: string,"is_legacy"?: boolean,"name": string,"plan"?: string,"slug": string,"status"?: string,"time_zone"?: string
                  }
                  Update: {
                    "budget_limit_usd"?: number | null,"created_at"?: string,"created_by"?: string | null,"epoch"?: number,"freeze_reason"?: string | null,"frozen_at"?: string | null,"frozen_by"?: string | null,"id"?: string,"is_legacy"?: boolean,"name"?: string,"plan"?: string,"slug"?: string,"status"?: string,"time_zone"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "credentials": {
                  Row: {
                    "created_at": string | null,"id": string | null,"last_four": string | null,"name": string | null,"type": string | null,"updated_at": string | null,"validated_at": string | null,"workspace_id": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"mv_daily_stats": {
                  Row: {
                    "bounces": number | null,"clicked_unique": number | null,"clicks": number | null,"complaints": number | null,"day": string,"opened_unique": number | null,"opens": number | null,"opt_outs": number | null,"replies": number | null,"sends": number | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"mv_llm_cost": {
                  Row: {
                    "calls": number | null,"cost_usd": number | null,"day": string,"model": string,"over_usd": number | null,"provider": string,"tokens_in": number | null,"tokens_out": number | null,"unpriced_calls": number | null,"workspace_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"v_llm_cost_secure": {
                  Row: {
                    "call_count": number,"campaign_group_id": string | null,"campaign_id": string | null,"cost_usd": number,"day": string,"model": string,"provider": string,"tokens_in": number,"tokens_out": number,"workspace_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "call_count"?: number | null,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"cost_usd"?: number | null,"day"?: string | null,"model"?: string | null,"provider"?: string | null,"tokens_in"?: number | null,"tokens_out"?: number | null,"workspace_id"?: string | null
                         }
                        Update: {
                           "call_count"?: number | null,"campaign_group_id"?: string | null,"campaign_id"?: string | null,"cost_usd"?: number | null,"day"?: string | null,"model"?: string | null,"provider"?: string | null,"tokens_in"?: number | null,"tokens_out"?: number | null,"workspace_id"?: string | null
                         }
                        Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_invite":
{ Args: { "p_token": string }; Returns: {
              "created_at": string,
"role": string,
"user_id": string,
"workspace_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "user_workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"accept_invite_by_id":
{ Args: { "p_invite_id": string }; Returns: {
              "created_at": string,
"role": string,
"user_id": string,
"workspace_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "user_workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_add":
{ Args: { "p_user_id": string }; Returns: Json
                           },
"admin_alarms":
{ Args: { "p_cleared_too"?: boolean }; Returns: Database["genesis"]['Tables']["alarms"]['Row'][]
                          SetofOptions: {
        from: "*"
        to: "alarms"
        isOneToOne: false
        isSetofReturn: true
      } },
"admin_audit_chains":
{ Args: { "p_after"?: string,"p_limit"?: number }; Returns: {
              "last_at": string,"last_seq": number,"signed_through": number,"slug": string,"workspace_id": string
            }[]
                           },
"admin_audit_export":
{ Args: { "p_after_seq"?: number,"p_limit"?: number,"p_workspace_id": string }; Returns: Json
                           },
"admin_audit_meant":
{ Args: { "p_workspace": string }; Returns: {
              "id": string,"slug": string
            }[]
                           },
"admin_audit_page":
{ Args: { "p_action"?: string,"p_actor"?: string,"p_before_at"?: string,"p_before_seq"?: number,"p_before_workspace"?: string,"p_from"?: string,"p_limit"?: number,"p_to"?: string,"p_workspace"?: string }; Returns: {
              "action": string,"actor_email": string,"actor_id": string,"created_at": string,"metadata": Json,"reason": string,"seq": number,"slug": string,"workspace_id": string,"workspace_name": string
            }[]
                           },
"admin_audit_verify":
{ Args: { "p_workspace_id"?: string }; Returns: {
              "detail": string,"entries": number,"first_bad_seq": number,"ok": boolean,"problem": string,"signed_through": number,"workspace_id": string
            }[]
                           },
"admin_budgets":
{ Args: { "p_after_slug"?: string,"p_limit"?: number }; Returns: {
              "breached_at": string,"id": string,"limit_usd": number,"name": string,"over_usd": number,"own_limit_usd": number,"plan": string,"plan_limit_usd": number,"reserved_usd": number,"resumed_at": string,"settled_usd": number,"slug": string,"status": string
            }[]
                           },
"admin_clear_alarm":
{ Args: { "p_id": string }; Returns: Database["genesis"]['Tables']["alarms"]['Row']
                          SetofOptions: {
        from: "*"
        to: "alarms"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_close_workspace":
{ Args: { "p_workspace_id": string }; Returns: number
                           },
"admin_command_redrive":
{ Args: { "p_seq": number,"p_workspace_id": string }; Returns: Json
                           },
"admin_delivery_redrive":
{ Args: { "p_id": string }; Returns: Json
                           },
"admin_desk":
{ Args: { "p_after_slug"?: string,"p_limit"?: number }; Returns: {
              "budget_limit_usd": number,"created_at": string,"failed_commands": number,"freeze_reason": string,"freeze_stage": string,"frozen_at": string,"frozen_by": string,"id": string,"ignition_error": string,"ignition_status": string,"is_legacy": boolean,"last_heartbeat_at": string,"members": number,"n8n_up": boolean,"name": string,"open_alarms": number,"open_commands": number,"open_drifts": number,"plan": string,"quarantined": number,"reserved_usd": number,"settled_usd": number,"slug": string,"status": string,"worst_alarm": string
            }[]
                           },
"admin_desk_of":
{ Args: { "p_ids"?: (string)[],"p_slugs"?: (string)[] }; Returns: {
              "budget_limit_usd": number,"created_at": string,"failed_commands": number,"freeze_reason": string,"freeze_stage": string,"frozen_at": string,"frozen_by": string,"id": string,"ignition_error": string,"ignition_status": string,"is_legacy": boolean,"last_heartbeat_at": string,"members": number,"n8n_up": boolean,"name": string,"open_alarms": number,"open_commands": number,"open_drifts": number,"plan": string,"quarantined": number,"reserved_usd": number,"settled_usd": number,"slug": string,"status": string,"worst_alarm": string
            }[]
                           },
"admin_desk_page":
{ Args: { "p_descending"?: boolean,"p_limit"?: number,"p_offset"?: number,"p_search"?: string,"p_show"?: string,"p_sort"?: string }; Returns: Json
                           },
"admin_fleet_costs":
{ Args: { "p_from"?: string,"p_to"?: string }; Returns: {
              "calls": number,"cost_usd": number,"model": string,"over_usd": number,"provider": string,"tokens_in": number,"tokens_out": number,"unpriced_calls": number,"workspaces": number
            }[]
                           },
"admin_fleet_stats":
{ Args: { "p_after_slug"?: string,"p_from"?: string,"p_limit"?: number,"p_to"?: string }; Returns: {
              "bounces": number,"clicked_unique": number,"clicks": number,"complaints": number,"name": string,"opened_unique": number,"opens": number,"opt_outs": number,"plan": string,"replies": number,"sends": number,"slug": string,"status": string,"workspace_id": string
            }[]
                           },
"admin_make_owner":
{ Args: { "p_user_id": string,"p_workspace_id": string }; Returns: {
              "created_at": string,
"role": string,
"user_id": string,
"workspace_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "user_workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_open_workspace":
{ Args: { "p_reason": string,"p_workspace_id": string }; Returns: Database["genesis"]['Tables']["break_glass_grants"]['Row']
                          SetofOptions: {
        from: "*"
        to: "break_glass_grants"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_price_set":
{ Args: { "p_input_usd": number,"p_model": string,"p_output_usd": number,"p_provider": string }; Returns: Json
                           },
"admin_queues":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"admin_refresh_views":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"admin_set_budget_limit":
{ Args: { "p_limit_usd": number,"p_workspace_id": string }; Returns: {
              "budget_limit_usd": number | null,
"created_at": string,
"created_by": string | null,
"epoch": number,
"freeze_reason": string | null,
"frozen_at": string | null,
"frozen_by": string | null,
"id": string,
"is_legacy": boolean,
"name": string,
"plan": string,
"slug": string,
"status": string,
"time_zone": string
            }
                          SetofOptions: {
        from: "*"
        to: "workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_set_plan":
{ Args: { "p_plan": string,"p_workspace_id": string }; Returns: {
              "budget_limit_usd": number | null,
"created_at": string,
"created_by": string | null,
"epoch": number,
"freeze_reason": string | null,
"frozen_at": string | null,
"frozen_by": string | null,
"id": string,
"is_legacy": boolean,
"name": string,
"plan": string,
"slug": string,
"status": string,
"time_zone": string
            }
                          SetofOptions: {
        from: "*"
        to: "workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_setting_set":
{ Args: { "p_name": string,"p_value": number }; Returns: Database["genesis"]['Tables']["settings"]['Row']
                          SetofOptions: {
        from: "*"
        to: "settings"
        isOneToOne: true
        isSetofReturn: false
      } },
"admin_template_push":
{ Args: { "p_bodies": Json,"p_hash": string,"p_manifest": Json,"p_slug": string,"p_version": string }; Returns: Json
                           },
"admin_workspaces":
{ Args: { "p_after_slug"?: string,"p_limit"?: number }; Returns: {
              "budget_limit_usd": number,"created_at": string,"epoch": number,"freeze_reason": string,"frozen_at": string,"frozen_by": string,"id": string,"is_legacy": boolean,"members": number,"name": string,"plan": string,"slug": string,"status": string,"time_zone": string
            }[]
                           },
"am_i_operator":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"cancel_ignition":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"create_api_key":
{ Args: { "p_name": string,"p_workspace_id": string }; Returns: Json
                           },
"create_workspace":
{ Args: { "p_name": string,"p_slug": string }; Returns: {
              "budget_limit_usd": number | null,
"created_at": string,
"created_by": string | null,
"epoch": number,
"freeze_reason": string | null,
"frozen_at": string | null,
"frozen_by": string | null,
"id": string,
"is_legacy": boolean,
"name": string,
"plan": string,
"slug": string,
"status": string,
"time_zone": string
            }
                          SetofOptions: {
        from: "*"
        to: "workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"dashboard_aggregate":
{ Args: { "p_campaign_group_id"?: string,"p_campaign_id"?: string,"p_from_day": string,"p_to_day": string,"p_workspace_id": string }; Returns: Json
                           },
"dashboard_costs":
{ Args: { "p_campaign_group_id"?: string,"p_campaign_id"?: string,"p_from_day": string,"p_to_day": string,"p_workspace_id": string }; Returns: Json
                           },
"decline_invite":
{ Args: { "p_invite_id": string }; Returns: undefined
                           },
"ignition_status":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"invite_member":
{ Args: { "p_email": string,"p_role": string,"p_workspace_id": string }; Returns: Json
                           },
"launch":
{ Args: { "p_retry"?: boolean,"p_supplied"?: (string)[],"p_workspace_id": string }; Returns: Json
                           },
"launch_facts":
{ Args: { "p_supplied"?: (string)[],"p_workspace_id": string }; Returns: Json
                           },
"launch_ignition":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"launch_standing":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"lead_get":
{ Args: { "p_lead_id": string,"p_workspace_id": string }; Returns: Json
                           },
"lead_update":
{ Args: { "p_changes": Json,"p_lead_id": string,"p_workspace_id": string }; Returns: Json
                           },
"leads_import":
{ Args: { "p_campaign_id": string,"p_file_name": string,"p_lawful_basis": string,"p_rows": Json,"p_source": string,"p_workspace_id": string }; Returns: Json
                           },
"leads_page":
{ Args: { "p_after"?: Json,"p_campaign_id"?: string,"p_limit"?: number,"p_search"?: string,"p_sort"?: string,"p_status"?: string,"p_workspace_id": string }; Returns: Json
                           },
"leave_workspace":
{ Args: { "p_workspace_id": string }; Returns: undefined
                           },
"onboarding_access":
{ Args: { "p_role"?: string,"p_workspace_id": string }; Returns: Json
                           },
"onboarding_credentials":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"onboarding_progress":
{ Args: { "p_workspace_id": string }; Returns: Json
                           },
"onboarding_skip":
{ Args: { "p_stage": string,"p_workspace_id": string }; Returns: Json
                           },
"remove_member":
{ Args: { "p_user_id": string,"p_workspace_id": string }; Returns: undefined
                           },
"rename_workspace":
{ Args: { "p_name": string,"p_workspace_id": string }; Returns: {
              "budget_limit_usd": number | null,
"created_at": string,
"created_by": string | null,
"epoch": number,
"freeze_reason": string | null,
"frozen_at": string | null,
"frozen_by": string | null,
"id": string,
"is_legacy": boolean,
"name": string,
"plan": string,
"slug": string,
"status": string,
"time_zone": string
            }
                          SetofOptions: {
        from: "*"
        to: "workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"revoke_api_key":
{ Args: { "p_key_id": string,"p_workspace_id": string }; Returns: undefined
                           },
"revoke_invite":
{ Args: { "p_invite_id": string,"p_workspace_id": string }; Returns: undefined
                           },
"set_member_role":
{ Args: { "p_role": string,"p_user_id": string,"p_workspace_id": string }; Returns: {
              "created_at": string,
"role": string,
"user_id": string,
"workspace_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "user_workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_time_zone":
{ Args: { "p_time_zone": string,"p_workspace_id": string }; Returns: {
              "budget_limit_usd": number | null,
"created_at": string,
"created_by": string | null,
"epoch": number,
"freeze_reason": string | null,
"frozen_at": string | null,
"frozen_by": string | null,
"id": string,
"is_legacy": boolean,
"name": string,
"plan": string,
"slug": string,
"status": string,
"time_zone": string
            }
                          SetofOptions: {
        from: "*"
        to: "workspaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"sign_in":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"usage_page":
{ Args: { "p_before"?: string,"p_before_id"?: string,"p_limit"?: number,"p_workspace_id": string }; Returns: Json
                           },
"webhook_token_state":
{ Args: { "p_workspace_id": string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "genesis": {
          Enums: {
            
          }
        },"public": {
          Enums: {
            
          }
        }
} as const
