/** The peer of the ingest bench: takes every message at QoS 1 and does nothing with it. */
import mqtt from 'mqtt';

const [, , url = ''] = process.argv;
const { MQTT_USERNAME: username, MQTT_PASSWORD: password } = process.env;
const client = await mqtt.connectAsync(url, {
  clientId: 'idle-subscriber',
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});
client.on('message', () => undefined);
await client.subscribeAsync('erozgar/v1/+/+/data', { qos: 1 });
process.stdout.write('ready\n');
