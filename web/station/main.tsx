// The station page: what a vaccination site works with, from reception to the confirmation.
import './style.scss';
import { render } from 'preact';
import { loginNeeded, passwordChangeNeeded } from '../shared/api';
import { loadFonts } from '../shared/fonts';
import { NetworkBanner } from '../shared/frame';
import { Toasts } from '../shared/toast';
import { account, askWhoIsHere, known } from './account';
import { Login } from './login';
import { FirstPassword } from './password';
import { Shell } from './shell';

function Station() {
	if (!known.value)
		return <NetworkBanner />;
	const asked = loginNeeded.value;
	const first = !asked && passwordChangeNeeded.value;
	return (
		<>
			<NetworkBanner />
			{asked && <Login />}
			{first && <FirstPassword />}
			{/* Kept, hidden, while the same user logs in again: nothing typed is lost. Another user starts anew. */}
			{account.value && !first && (
				<div hidden={asked}><Shell key={account.value.staff.id} /></div>
			)}
			<Toasts />
		</>
	);
}

render(<Station />, document.getElementById('app')!);
loadFonts([400, 600]);
void askWhoIsHere();
