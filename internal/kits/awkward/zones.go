package awkward

import (
	"reflect"
	"time"
)

var instant = reflect.TypeFor[time.Time]()

// emigrate gives the instants of a fact in another zone.
func emigrate[F any](f *F, i int) {
	zone := time.FixedZone("Elsewhere", []int{14 * 3600, -12 * 3600, 5*3600 + 45*60, 1}[i%4])
	move(reflect.ValueOf(f).Elem(), zone)
}

func move(v reflect.Value, zone *time.Location) {
	switch {
	case v.Type() == instant:
		if v.CanSet() {
			v.Set(reflect.ValueOf(v.Interface().(time.Time).In(zone)))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			move(v.Field(i), zone)
		}
	case v.Kind() == reflect.Slice && v.CanSet() && v.Len() > 0:
		all := reflect.MakeSlice(v.Type(), v.Len(), v.Len()) // the facts keep theirs
		reflect.Copy(all, v)
		v.Set(all)
		for i := range all.Len() {
			move(all.Index(i), zone)
		}
	}
}
