// Who sits here. The cookie holds the login; what is kept in this browser is only the list of today's users of this
// computer, for the quick change by PIN.
import { signal } from '@preact/signals';
import { get, loginNeeded, newId, passwordChangeNeeded, post } from '../shared/api';
import { day } from '../shared/format';
import type { Account, Step } from '../shared/types';

const RECENT = 'tiemchung.users', COMPUTER = 'tiemchung.computer', CHANGED = 'tiemchung.account';
const MOST_RECENT = 8;

export interface RecentUser { login_name: string; full_name: string; role: string; has_pin: boolean; on: string }

export const account = signal<Account | null>(null);
// false until the server has told whether somebody is logged in
export const known = signal(false);
export const recentUsers = signal<RecentUser[]>(readRecent());

export const staff = () => account.value!.staff;
export const may = (cap: string): boolean => account.value?.staff.caps.includes(cap) ?? false;

// Whoever may do a step may take it back; a manager may do all of them.
export function mayUndo(step: Step | null): boolean {
	const cap = step === 'checked_in' ? 'visit_checkin' : step === 'observing' ? 'visit_inject' : step === 'released' ? 'visit_observe' : 'visit_screen';
	return may('visit_undo') && may(cap);
}

function readRecent(): RecentUser[] {
	try {
		const kept = JSON.parse(localStorage.getItem(RECENT) ?? '[]') as RecentUser[];
		return kept.filter((user) => user.on === day());
	} catch {
		return [];
	}
}

function remember({ staff: s, has_pin }: Account): void {
	const user = { login_name: s.login_name, full_name: s.full_name, role: s.role, has_pin, on: day() };
	recentUsers.value = [user, ...readRecent().filter((u) => u.login_name !== s.login_name)].slice(0, MOST_RECENT);
	localStorage.setItem(RECENT, JSON.stringify(recentUsers.value));
}

// A name for this computer, made once: PIN logins are bound to it.
function computer(): string {
	let id = localStorage.getItem(COMPUTER);
	if (!id)
		localStorage.setItem(COMPUTER, (id = newId()));
	return id;
}

function enter(to: Account): void {
	account.value = to;
	loginNeeded.value = false;
	passwordChangeNeeded.value = to.must_change;
	remember(to);
	localStorage.setItem(CHANGED, `${to.staff.id} ${Date.now()}`);
}

// A log-out still under way would end the login that follows it: both travel in one cookie.
let leaving: Promise<void> = Promise.resolve();

export async function login(login_name: string, password: string): Promise<void> {
	await leaving;
	enter(await post<Account>('/api/v1/login', { login_name, password, station_id: computer() }));
}

export async function loginByPin(login_name: string, pin: string): Promise<void> {
	await leaving;
	enter(await post<Account>('/api/v1/login/pin', { login_name, pin, station_id: computer() }));
}

export async function changePassword(old_password: string, new_password: string): Promise<void> {
	await post('/api/v1/me/password', { old_password, new_password });
	passwordChangeNeeded.value = false;
	account.value = await get<Account>('/api/v1/me');
}

export async function setPin(password: string, pin: string): Promise<void> {
	await post('/api/v1/me/pin', { password, pin });
	account.value = { ...account.value!, has_pin: true };
	remember(account.value);
}

// Leaves the place to the next user. Also where the server cannot be reached: nobody may go on in this name here.
export async function leave(): Promise<void> {
	loginNeeded.value = true;
	account.value = null;
	leaving = post('/api/v1/logout').catch(() => {}); // no longer logged in is what was wanted
	await leaving;
	localStorage.setItem(CHANGED, `- ${Date.now()}`);
}

export async function askWhoIsHere(): Promise<void> {
	try {
		const me = await get<Account>('/api/v1/me');
		passwordChangeNeeded.value = me.must_change;
		account.value = me;
		remember(me);
	} catch {
		account.value = null;
	}
	loginNeeded.value = !account.value;
	known.value = true;
}

// Another tab of this browser shares the cookie: when its user changes, so does ours, before anything is written in
// the wrong name.
addEventListener('storage', (event) => {
	if (event.key === CHANGED && event.newValue?.split(' ')[0] !== account.value?.staff.id)
		void askWhoIsHere();
	if (event.key === RECENT)
		recentUsers.value = readRecent();
});
