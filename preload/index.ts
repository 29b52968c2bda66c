import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('lectern', {
  ping: (): Promise<unknown> => ipcRenderer.invoke('ping'),
});
