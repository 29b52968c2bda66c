import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import './styles.css';
import { App } from './app/app.tsx';
import { connect } from './state/connect.ts';
import { watchHealth } from './state/watch-health.ts';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');

connect();
watchHealth();
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
