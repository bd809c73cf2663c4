// Package apiv1 is edx-proctoring's REST API v1 on a state store: its routes,
// what they take, what they answer and in which order of fields, by
// edx-proctoring 6.1.4 (urls, views, callbacks, serializers). It decides nothing:
// what is done is the state store's, for the person who asks.
package apiv1
