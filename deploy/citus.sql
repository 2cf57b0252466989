-- Spreads the tables over the nodes of a Citus cluster. Once, on the coordinator, behind `tiemchung migrate` and before
-- the first `serve`, as the owner of the tables:
--
--     psql postgresql://... -v ON_ERROR_STOP=1 -f deploy/citus.sql
--
-- The classes are those that schema/ writes above each table; tests/schema_test.mjs insists that every table stands here
-- once, by its class's column, behind the tables it refers to. Citus is not part of Debian: this file has been checked
-- against the schema and PostgreSQL's catalogue, it has not been run on a cluster. See doc/many-machines.md.

-- reference: copied to every node
SELECT create_reference_table('setting');
SELECT create_reference_table('unit');
SELECT create_reference_table('unit_alias');
SELECT create_reference_table('unit_successor');
SELECT create_reference_table('staff');
SELECT create_reference_table('campaign');
SELECT create_reference_table('product');
SELECT create_reference_table('rule');
SELECT create_reference_table('lot');
SELECT create_reference_table('schema_version');
SELECT create_reference_table('node_lease');
SELECT create_reference_table('gtin');

-- by person: everything about one person lies on one node
SELECT create_distributed_table('person', 'id', colocate_with => 'none');
SELECT create_distributed_table('person_number', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('person_history', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('dose', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('certificate', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('outbox', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('access_log', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('person_hold', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('person_roll', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('person_account', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('registration', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('reaction_report', 'person_id', colocate_with => 'person');
SELECT create_distributed_table('person_request', 'person_id', colocate_with => 'person');

-- by place: everything about one site lies on one node
SELECT create_distributed_table('session', 'unit_id', colocate_with => 'none');
SELECT create_distributed_table('store_lot', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('person_unit', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('session_lot', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('session_slot', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('appointment', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('visit', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('visit_event', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('screening', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('review', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('reaction', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('counter', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('counter_sum', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('audit', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('job', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('job_row', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('roll', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('roll_row', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('sync_event', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('sync_stray', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('alarm', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('lot_sum', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('movement', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('store_day', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('stock_count', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('vial', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('shipment', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('shipment_line', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('shipment_reading', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('incoming', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('day_report', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('unit_figure', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('round', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('round_share', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('opening', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('opening_slot', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('ticket', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('ticket_person', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('hold', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('hold_person', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('waiting', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('demand_list', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('demand', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('reaction_desk', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('citizen_request', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('declaration', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('message_batch', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('message_sum', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('site_hours', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('site_off', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planning', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planned_stock', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planned_session', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planned_slot', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planned_place', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('planned_figure', 'unit_id', colocate_with => 'session');
SELECT create_distributed_table('standby', 'unit_id', colocate_with => 'session');

-- lookups: by the value that is looked up
SELECT create_distributed_table('login', 'token_hash', colocate_with => 'none');
SELECT create_distributed_table('station_staff', 'station_id', colocate_with => 'none');
SELECT create_distributed_table('rate', 'bucket', colocate_with => 'none');
SELECT create_distributed_table('person_identity', 'number', colocate_with => 'none');
SELECT create_distributed_table('appointment_code', 'code', colocate_with => 'none');
SELECT create_distributed_table('certificate_ci', 'ci', colocate_with => 'none');
SELECT create_distributed_table('idempotency', 'key', colocate_with => 'none');
SELECT create_distributed_table('account', 'id', colocate_with => 'none');
SELECT create_distributed_table('account_login', 'account_id', colocate_with => 'account');
SELECT create_distributed_table('account_person', 'account_id', colocate_with => 'account');
SELECT create_distributed_table('account_phone', 'phone', colocate_with => 'none');
SELECT create_distributed_table('otp', 'phone', colocate_with => 'none');
SELECT create_distributed_table('registration_code', 'code', colocate_with => 'none');
SELECT create_distributed_table('desk_code', 'code_hash', colocate_with => 'none');
SELECT create_distributed_table('invitation_token', 'token_hash', colocate_with => 'none');
SELECT create_distributed_table('message', 'phone', colocate_with => 'none');
SELECT create_distributed_table('message_report', 'phone', colocate_with => 'none');
SELECT create_distributed_table('day_work', 'kind', colocate_with => 'none');
