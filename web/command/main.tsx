// The command centre: what a manager of the nation, a province or a district sees of the stores below, and decides.
import './style.scss';
import { render } from 'preact';
import { loginNeeded, passwordChangeNeeded } from '../shared/api';
import { loadFonts } from '../shared/fonts';
import { NetworkBanner } from '../shared/frame';
import { words } from '../shared/lang';
import { Toasts } from '../shared/toast';
import { account, askWhoIsHere, known } from '../station/account';
import { Login } from '../station/login';
import { FirstPassword } from '../station/password';
import { Shell } from './shell';

const w = words({ name: ['Trung tâm điều hành', 'Command centre'] });

function Command() {
	if (!known.value)
		return <NetworkBanner />;
	const asked = loginNeeded.value;
	const first = !asked && passwordChangeNeeded.value;
	return (
		<>
			<NetworkBanner />
			{asked && <Login name={w('name')} />}
			{first && <FirstPassword name={w('name')} />}
			{/* Kept, hidden, while the same user logs in again: nothing typed is lost. Another user starts anew. */}
			{account.value && !first && <div hidden={asked}><Shell key={account.value.staff.id} /></div>}
			<Toasts />
		</>
	);
}

render(<Command />, document.getElementById('app')!);
loadFonts([400, 600]);
void askWhoIsHere();
